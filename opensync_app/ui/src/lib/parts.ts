import { asObject, numberField, textField, wordsOf } from "./json";

/** A part as the server sends it; only `type` is certain. */
export interface WirePart {
  type: string;
  content?: unknown;
  callId?: string | null;
  toolName?: string | null;
  isError?: boolean | null;
  truncated?: boolean | null;
  length?: number | null;
}

export interface CutText {
  text: string;
  /** The length of the whole text when this is only its beginning. */
  fullLength?: number;
}

export interface ToolResult extends CutText {
  isError: boolean;
  /** The message that holds the result, for loading the whole text. */
  messageId: string;
}

export type ReaderPart =
  | ({ kind: "text" | "thinking" } & CutText)
  | { kind: "tool"; callId: string; name: string; args: unknown; result?: ToolResult }
  | { kind: "result"; callId: string; name: string; result: ToolResult }
  | { kind: "image"; source: string; remote: boolean }
  | { kind: "file"; path: string }
  | { kind: "other"; type: string; content: unknown };

const SAFE_IMAGE = /^image\/(png|jpe?g|gif|webp|avif)$/i;

/** Turns one wire part into what the reader shows, whatever its content is. */
export function readPart(part: WirePart, messageId: string): ReaderPart {
  switch (part.type) {
    case "text":
    case "thinking":
      return { kind: part.type, ...cutText(part) };
    case "reasoning":
      return { kind: "thinking", ...cutText(part) };
    case "tool-call":
      return readCall(part);
    case "tool-result":
      return {
        kind: "result",
        callId: part.callId ?? "",
        name: part.toolName ?? textField(asObject(part.content), "toolName"),
        result: { ...cutText(part), isError: part.isError === true, messageId },
      };
    case "image":
      return readImage(asObject(part.content));
    case "file":
      return { kind: "file", path: textField(asObject(part.content), "path", "filename", "url") || "file" };
    default:
      return { kind: "other", type: part.type, content: part.content };
  }
}

function cutText(part: WirePart): CutText {
  const content = asObject(part.content);
  const text = "result" in content ? wordsOf(content["result"]) : wordsOf(part.content);
  return part.truncated === true ? { text, fullLength: part.length ?? text.length } : { text };
}

function readCall(part: WirePart): ReaderPart {
  const content = asObject(part.content);
  const name = textField(content, "toolName", "name") || part.toolName || "tool";
  return { kind: "tool", callId: part.callId ?? "", name, args: content["args"] ?? content["input"] ?? {} };
}

function readImage(content: Record<string, unknown>): ReaderPart {
  const mediaType = textField(content, "mediaType", "media_type") || "image/png";
  const data = textField(content, "data");
  if (data !== "" && SAFE_IMAGE.test(mediaType)) {
    return { kind: "image", source: `data:${mediaType};base64,${data}`, remote: false };
  }
  const url = textField(content, "url");
  if (url !== "") return { kind: "image", source: url, remote: true };
  return { kind: "file", path: `${mediaType}${numberField(content, "size") ? ` (${numberField(content, "size") ?? 0} bytes)` : ""}` };
}
