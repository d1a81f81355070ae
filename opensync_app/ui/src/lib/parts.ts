import { asObject, listField, numberField, textField, wordsOf } from "./json";

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

/** Where a part stands, for loading the whole of it. */
export interface PartPlace {
  messageId: string;
  /** Its place among the parts of the message; -1 for the message's own text. */
  index: number;
}

export interface CutText extends PartPlace {
  text: string;
  /** The length of the whole text when this is only its beginning. */
  fullLength?: number;
}

export interface ToolResult extends CutText {
  isError: boolean;
}

export interface ToolCallPart extends PartPlace {
  kind: "tool";
  callId: string;
  name: string;
  args: unknown;
  /** Texts in the arguments are only the beginning of what was sent. */
  isCut: boolean;
  result?: ToolResult;
}

export interface ImagePart {
  kind: "image";
  /** What to draw; "" when only its address is known. */
  source: string;
  /** Its address elsewhere: never loaded, only linked. */
  remote: string;
}

export type ReaderPart =
  | ({ kind: "text" | "thinking" | "injected" | "error" } & CutText)
  | ToolCallPart
  | { kind: "result"; callId: string; name: string; result: ToolResult }
  | ImagePart
  | { kind: "file"; path: string; about: string }
  | { kind: "note"; text: string }
  | { kind: "marker"; text: string }
  | { kind: "other"; type: string; content: unknown };

const SAFE_IMAGE = /^image\/(png|jpe?g|gif|webp|avif)$/i;
/** A picture of a message that the server holds; no other address of ours is drawn. */
const OWN_PICTURE = /^\/api\/messages\/m\d+\/parts\/\d+$/;

/** Turns one wire part into what the reader shows, whatever its content is. */
export function readPart(part: WirePart, messageId: string, index: number): ReaderPart {
  const place = { messageId, index };
  const content = asObject(part.content);
  switch (part.type) {
    case "text":
    case "thinking":
    case "injected":
    case "error":
      return { kind: part.type, ...cutText(part, place) };
    case "reasoning":
      return { kind: "thinking", ...cutText(part, place) };
    case "tool-call":
      return readCall(part, place);
    case "tool-result":
      return {
        kind: "result",
        callId: part.callId ?? "",
        name: part.toolName ?? textField(content, "toolName"),
        result: { ...cutText(part, place), isError: part.isError === true },
      };
    case "image":
      return readImage(content);
    case "file":
      return readFile(content);
    default:
      return readRare(part, content);
  }
}

/** The words of a part that are copied, searched and cut; "" when it has none. */
export function partText(part: ReaderPart): string {
  if (part.kind === "result") return part.result.text;
  return "text" in part ? part.text : "";
}

function cutText(part: WirePart, place: PartPlace): CutText {
  const content = asObject(part.content);
  const text = "result" in content ? wordsOf(content["result"]) : wordsOf(part.content);
  return part.truncated === true ? { text, fullLength: part.length ?? text.length, ...place } : { text, ...place };
}

function readCall(part: WirePart, place: PartPlace): ToolCallPart {
  const content = asObject(part.content);
  return {
    kind: "tool",
    callId: part.callId ?? "",
    name: textField(content, "toolName", "name") || part.toolName || "tool",
    args: content["args"] ?? content["input"] ?? {},
    isCut: part.truncated === true,
    ...place,
  };
}

function readImage(content: Record<string, unknown>): ReaderPart {
  const mediaType = textField(content, "mediaType", "media_type") || "image/png";
  const data = textField(content, "data");
  const url = textField(content, "url");
  if (data !== "" && SAFE_IMAGE.test(mediaType)) return { kind: "image", source: `data:${mediaType};base64,${data}`, remote: "" };
  if (OWN_PICTURE.test(url)) return { kind: "image", source: url, remote: "" };
  if (url !== "") return { kind: "image", source: "", remote: url };
  return { kind: "file", path: "Picture", about: `${mediaType}${sizeWords(content)}` };
}

function readFile(content: Record<string, unknown>): ReaderPart {
  const path = textField(content, "path", "filename", "name", "url").replace(/^file:\/\//, "");
  return { kind: "file", path: path || "File", about: `${textField(content, "mediaType")}${sizeWords(content)}` };
}

function sizeWords(content: Record<string, unknown>): string {
  const size = numberField(content, "size");
  return size === undefined ? "" : ` ${Math.max(1, Math.round(size / 1000))} kB`;
}

/** Parts that a few tools write beside the talk. */
function readRare(part: WirePart, content: Record<string, unknown>): ReaderPart {
  switch (part.type) {
    case "compaction":
      return { kind: "marker", text: "context compacted" };
    case "fallback":
      return { kind: "marker", text: `${textField(asObject(content["from"]), "model")} handed over to ${textField(asObject(content["to"]), "model")}` };
    case "tool_reference":
      return { kind: "note", text: `Tool loaded: ${textField(content, "tool_name")}` };
    case "patch": {
      const files = listField(content, "files").filter((file): file is string => typeof file === "string");
      if (files.length === 0) break;
      return { kind: "note", text: `Changed ${files.map((file) => file.split(/[\\/]/).pop() ?? file).join(", ")}` };
    }
  }
  return { kind: "other", type: part.type, content: part.content };
}
