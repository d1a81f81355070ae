import { readPart, type ReaderPart, type ToolResult, type WirePart } from "./parts";

/** What the reader needs of a message; the generated type is wider. */
export interface WireMessage {
  id: string;
  role: string;
  createdAt: number;
  kind?: string | null;
  textContent?: string | null;
  model?: string | null;
  isSidechain?: boolean | null;
  parts: WirePart[];
}

export interface Row {
  /** The message's id. */
  key: string;
  message: WireMessage;
  kind: RowKind;
  parts: ReaderPart[];
  /** The first of its speaker's run: it shows who speaks. */
  opens: boolean;
  /** Ids of the messages whose results stand in this row. */
  holds: string[];
}

export type RowKind = "prompt" | "reply" | "command" | "summary" | "notice" | "interruption" | "injected" | "result";

/** One row for each message that has something to show; tool results join the call they answer. */
export function buildRows(messages: WireMessage[]): Row[] {
  const rows: Row[] = [];
  const calls = new Map<string, { part: Extract<ReaderPart, { kind: "tool" }>; row: Row }>();
  for (const message of messages) {
    const row: Row = { key: message.id, message, kind: rowKind(message), parts: [], opens: true, holds: [] };
    for (const part of partsOf(message)) {
      const call = part.kind === "result" ? calls.get(part.callId) : undefined;
      if (part.kind === "result" && call && !call.part.result) {
        call.part.result = part.result;
        call.row.holds.push(message.id);
        continue;
      }
      row.parts.push(part);
      if (part.kind === "tool" && part.callId !== "") calls.set(part.callId, { part, row });
    }
    if (row.parts.length === 0) continue;
    row.opens = opensRun(rows.at(-1), row);
    rows.push(row);
  }
  return rows;
}

/** Where a message stands: its own row, or the row that holds its result; -1 when it is not here. */
export function rowIndexOf(rows: Row[], messageId: string): number {
  return rows.findIndex((row) => row.key === messageId || row.holds.includes(messageId));
}

/** The words of a row as they are copied: markdown, tools as fenced blocks. */
export function rowText(row: Row): string {
  return row.parts
    .map((part) => {
      if (part.kind === "text" || part.kind === "thinking") return part.text;
      if (part.kind === "tool") return `\`\`\`json\n${JSON.stringify({ tool: part.name, args: part.args }, null, 2)}\n\`\`\`${resultText(part.result)}`;
      if (part.kind === "result") return resultText(part.result).trimStart();
      return "";
    })
    .filter(Boolean)
    .join("\n\n");
}

function resultText(result: ToolResult | undefined): string {
  return result ? `\n\n\`\`\`\n${result.text}\n\`\`\`` : "";
}

function partsOf(message: WireMessage): ReaderPart[] {
  const parts = message.parts.map((part) => readPart(part, message.id)).filter(hasContent);
  if (parts.length > 0 || !message.textContent?.trim()) return parts;
  return [{ kind: "text", text: message.textContent }];
}

function hasContent(part: ReaderPart): boolean {
  return part.kind === "text" || part.kind === "thinking" ? part.text.trim() !== "" : true;
}

function rowKind(message: WireMessage): RowKind {
  switch (message.kind) {
    case "prompt":
    case "command":
    case "summary":
    case "notice":
    case "interruption":
    case "injected":
      return message.kind;
    case "tool-result":
      return "result";
    case "reply":
      return "reply";
    default:
      return message.role === "user" ? "prompt" : message.role === "tool" ? "result" : message.role === "assistant" ? "reply" : "notice";
  }
}

function opensRun(before: Row | undefined, row: Row): boolean {
  if (row.kind === "prompt" || !before) return true;
  const quiet = row.kind === "result" ? "reply" : row.kind;
  const last = before.kind === "result" ? "reply" : before.kind;
  return quiet !== last || (row.message.model ?? "") !== (before.message.model ?? "") || row.message.isSidechain !== before.message.isSidechain;
}
