import { partText, readPart, type ReaderPart, type ToolCallPart, type ToolResult, type WirePart } from "./parts";

/** What the reader needs of a message; the generated type is wider. */
export interface WireMessage {
  id: string;
  role: string;
  createdAt: number;
  kind?: string | null;
  textContent?: string | null;
  model?: string | null;
  promptTokens?: number | null;
  completionTokens?: number | null;
  durationMs?: number | null;
  isSidechain?: boolean | null;
  truncated?: boolean | null;
  length?: number | null;
  parts: WirePart[];
  /** How many parts the message has, where these are not all. */
  partsTotal?: number | null;
  /** Parts of the message before the first of these. */
  partsFrom?: number;
}

/** Messages of a session that follow each other; `offset` is the number of the first. */
export interface Stretch {
  offset: number;
  messages: WireMessage[];
}

export interface Row {
  /** The message's id. */
  key: string;
  /** Its place in the session, from 0. */
  number: number;
  message: WireMessage;
  kind: RowKind;
  parts: ReaderPart[];
  /** The first of its speaker's run: it shows who speaks. */
  opens: boolean;
  /** Ids of the messages whose results stand in this row. */
  holds: string[];
}

export type RowKind = "prompt" | "reply" | "command" | "summary" | "notice" | "interruption" | "injected" | "result";

/** What is loaded of a session, by the messages' numbers. */
export interface Loaded {
  /** The row of a number; null when the message has nothing to show, undefined when it is not loaded. */
  rowAt: (number: number) => Row | null | undefined;
  /** The numbers of the messages that are loaded, ascending. */
  numbers: number[];
  rows: Row[];
  /** The number of the row that shows a message: its own, or the one that holds its result; -1 when it is not loaded. */
  find: (messageId: string) => number;
}

/** Makes rows of messages and keeps each row's identity as long as nothing in it changed. */
export class RowMaker {
  private parts = new WeakMap<WireMessage, ReaderPart[]>();
  private before = new Map<string, Row>();
  private last: { stretches: Stretch[]; loaded: Loaded } | undefined;

  /** Answers with the very same object as long as it is asked about the same messages. */
  make(stretches: Stretch[]): Loaded {
    if (this.last && isSameList(this.last.stretches, stretches)) return this.last.loaded;
    const loaded = this.build(stretches);
    this.last = { stretches, loaded };
    return loaded;
  }

  private build(stretches: Stretch[]): Loaded {
    const rows = new Map<number, Row | null>();
    const places = new Map<string, number>();
    const calls = new Map<string, { part: ToolCallPart; row: Row }>();
    const drafts: Row[] = [];
    for (const { offset, messages } of [...stretches].sort((a, b) => a.offset - b.offset)) {
      messages.forEach((message, index) => {
        const row = this.draft(message, offset + index, calls, places);
        rows.set(row.number, row.parts.length > 0 ? row : null);
        if (row.parts.length > 0) drafts.push(row);
      });
    }
    const done = drafts.map((row, index) => this.settle({ ...row, opens: opensRun(drafts[index - 1], row) }));
    for (const row of done) {
      rows.set(row.number, row);
      places.set(row.key, row.number);
    }
    this.before = new Map(done.map((row) => [row.key, row]));
    return { rowAt: (number) => rows.get(number), rows: done, numbers: [...rows.keys()], find: (id) => places.get(id) ?? -1 };
  }

  private draft(message: WireMessage, number: number, calls: Map<string, { part: ToolCallPart; row: Row }>, places: Map<string, number>): Row {
    const row: Row = { key: message.id, number, message, kind: rowKind(message), parts: [], opens: true, holds: [] };
    for (const part of this.partsOf(message)) {
      const call = part.kind === "result" ? calls.get(part.callId) : undefined;
      if (part.kind === "result" && call && !call.part.result) {
        call.part.result = part.result;
        if (call.row !== row) call.row.holds.push(message.id);
        places.set(message.id, call.row.number);
        continue;
      }
      const own = part.kind === "tool" ? { ...part } : part;
      row.parts.push(own);
      if (own.kind === "tool" && own.callId !== "") calls.set(own.callId, { part: own, row });
    }
    return row;
  }

  private settle(row: Row): Row {
    const old = this.before.get(row.key);
    return old && isSame(old, row) ? old : row;
  }

  private partsOf(message: WireMessage): ReaderPart[] {
    const known = this.parts.get(message);
    if (known) return known;
    const parts = message.parts.map((part, index) => readPart(part, message.id, (message.partsFrom ?? 0) + index)).filter(hasContent);
    if (parts.length === 0 && message.textContent?.trim()) {
      const cut = message.truncated === true ? { fullLength: message.length ?? message.textContent.length } : {};
      parts.push({ kind: "text", text: message.textContent, messageId: message.id, index: -1, ...cut });
    }
    this.parts.set(message, parts);
    return parts;
  }
}

/** One row for each message of a whole list that has something to show. */
export function buildRows(messages: WireMessage[]): Row[] {
  return new RowMaker().make([{ offset: 0, messages }]).rows;
}

/** Whether a row, or a message whose result it holds, has this id. */
export function shows(row: Row, messageId: string | undefined): boolean {
  return messageId !== undefined && (row.key === messageId || row.holds.includes(messageId));
}

/** The words of a row that nobody typed as talk, in one line. */
export function rowWords(row: Row): string {
  return row.parts.map(partText).join(" ");
}

function isSameList(a: Stretch[], b: Stretch[]): boolean {
  return a.length === b.length && a.every((one, index) => one.messages === b[index]?.messages && one.offset === b[index].offset);
}

function isSame(a: Row, b: Row): boolean {
  return (
    a.message === b.message &&
    a.number === b.number &&
    a.opens === b.opens &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, index) => part === b.parts[index] || resultOf(part) === resultOf(b.parts[index]))
  );
}

function resultOf(part: ReaderPart | undefined): ToolResult | undefined {
  return part?.kind === "tool" ? part.result : undefined;
}

function hasContent(part: ReaderPart): boolean {
  return part.kind === "text" || part.kind === "thinking" || part.kind === "injected" ? part.text.trim() !== "" : true;
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
  // The tool said it, and now gives the summary.
  if (row.kind === "summary" && before.kind === "notice" && /compacted/i.test(rowWords(before))) return false;
  const quiet = row.kind === "result" ? "reply" : row.kind;
  const last = before.kind === "result" ? "reply" : before.kind;
  return quiet !== last || (row.message.model ?? "") !== (before.message.model ?? "") || row.message.isSidechain !== before.message.isSidechain;
}
