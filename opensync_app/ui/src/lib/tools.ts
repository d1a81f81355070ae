import { countChanges } from "./diff";
import { editsOf, fileOf } from "./edits";
import { baseName } from "./format";
import { asObject, listField, numberField, textField, wordsOf, type JsonObject } from "./json";
import { familyOf, mcpName, type ToolFamily } from "./tool-names";

export interface ToolLook {
  family: ToolFamily;
  /** The tool's name for people. */
  label: string;
  /** What it was asked, in one line. */
  preview: string;
  /** Lines an edit adds and removes. */
  change?: { added: number; removed: number };
}

export interface TodoItem {
  text: string;
  state: "pending" | "in_progress" | "completed";
}

export interface Question {
  title: string;
  words: string;
  options: { label: string; about: string }[];
}

/** What a call's one line says, for every tool we know and for those we do not. */
export function toolLook(name: string, args: unknown): ToolLook {
  const family = familyOf(name);
  const mcp = mcpName(name);
  const label = mcp ? `${mcp.server.replaceAll("_", " ")} · ${mcp.tool}` : name;
  const look: ToolLook = { family, label, preview: oneLine(previewOf(family, name.toLowerCase(), asObject(args), args)) };
  if (family === "edit") return { ...look, change: countChanges(editsOf(args).flatMap((edit) => edit.lines)) };
  if (family === "write") return { ...look, change: { added: lineCount(contentOf(args)), removed: 0 } };
  return look;
}

function previewOf(family: ToolFamily, name: string, input: JsonObject, args: unknown): string {
  switch (family) {
    case "shell":
      return shellPreview(name, input, args);
    case "edit":
      return filesPreview(args);
    case "write":
      return baseName(fileOf(args));
    case "read":
      return readPreview(input, args);
    case "search":
      return searchPreview(input);
    case "agent":
      return agentPreview(input);
    case "todo":
      return todoPreview(name, input, args);
    case "web":
      return textField(input, "url", "query", "prompt") || firstWords(input);
    case "ask":
      return questionsOf(args).map((question) => question.words).join(" ");
    case "plan":
      return textField(input, "plan", "summary").replace(/^#+\s*/, "").split("\n")[0] ?? "";
    case "skill":
      return [textField(input, "skill", "name", "command"), textField(input, "args", "arguments")].filter(Boolean).join(" ");
    default:
      return firstWords(input) || (typeof args === "string" ? args : "");
  }
}

function shellPreview(name: string, input: JsonObject, args: unknown): string {
  const command = commandOf(args);
  if (command !== "") return `$ ${command}`;
  const shell = wordsOf(input["bash_id"] ?? input["shell_id"] ?? input["shellId"] ?? input["session_id"] ?? input["task_id"] ?? "");
  const typed = textField(input, "chars", "input");
  if (typed !== "") return `${shell} ⌨ ${typed}`;
  return `${/^(?:kill|stop|taskstop)/.test(name) ? "stop" : "output of"} ${shell || "the shell"}`;
}

/** The command line a shell tool ran. */
export function commandOf(args: unknown): string {
  const input = asObject(args);
  const list = listField(input, "command").filter((word): word is string => typeof word === "string");
  if (list.length > 0) return /^(?:bash|sh|zsh)$/.test(list[0] ?? "") && list[1]?.startsWith("-") ? list.slice(2).join(" ") : list.join(" ");
  return textField(input, "command", "cmd", "script") || (typeof args === "string" ? args : "");
}

/** What a writing tool put into its file. */
export function contentOf(args: unknown): string {
  return textField(asObject(args), "content", "file_text", "contents", "text", "code_edit");
}

/** The items of a to-do list. */
export function todosOf(args: unknown): TodoItem[] {
  const input = asObject(args);
  const list = [...listField(input, "todos"), ...listField(input, "plan")];
  return list.map((item) => {
    const todo = asObject(item);
    const state = textField(todo, "status");
    return {
      text: textField(todo, "content", "step", "text", "subject", "title"),
      state: state === "completed" || state === "done" ? "completed" : state === "in_progress" ? "in_progress" : "pending",
    };
  });
}

/** What a person was asked. */
export function questionsOf(args: unknown): Question[] {
  const input = asObject(args);
  const list = listField(input, "questions");
  return (list.length > 0 ? list : [input]).map((one) => {
    const question = asObject(one);
    const options = [...listField(question, "options"), ...listField(question, "choices")];
    return {
      title: textField(question, "header"),
      words: textField(question, "question", "prompt", "message"),
      options: options.map((option) =>
        typeof option === "string" ? { label: option, about: "" } : { label: textField(asObject(option), "label", "title"), about: textField(asObject(option), "description") },
      ),
    };
  });
}

function filesPreview(args: unknown): string {
  const files = editsOf(args);
  const first = baseName(files[0]?.path ?? "") || baseName(fileOf(args));
  return files.length > 1 ? `${first} and ${files.length - 1} more` : first;
}

function readPreview(input: JsonObject, args: unknown): string {
  const offset = numberField(input, "offset", "start_line", "startLine");
  const limit = numberField(input, "limit");
  const [first, end] = listField(input, "view_range");
  const from = offset ?? (typeof first === "number" ? first : undefined);
  const to = limit !== undefined && from !== undefined ? from + limit : typeof end === "number" ? end : numberField(input, "end_line", "endLine");
  const lines = from === undefined ? "" : `:${from}${to === undefined || to < 0 ? "" : `–${to}`}`;
  const files = listField(input, "paths").filter((path): path is string => typeof path === "string");
  return `${baseName(fileOf(args)) || files.map(baseName).join(", ")}${lines}`;
}

function searchPreview(input: JsonObject): string {
  const what = textField(input, "pattern", "query", "regex", "glob_pattern");
  const [first] = listField(input, "paths");
  const where = textField(input, "glob", "include", "path", "dir_path") || (typeof first === "string" ? first : "");
  return where === "" ? what : `${what} in ${baseName(where)}`;
}

function agentPreview(input: JsonObject): string {
  const who = textField(input, "subagent_type", "agent_type", "agent", "agent_id", "to", "name");
  return [who, textField(input, "description", "summary", "prompt", "message")].filter(Boolean).join(": ");
}

function todoPreview(name: string, input: JsonObject, args: unknown): string {
  const todos = todosOf(args);
  if (todos.length === 0) {
    const task = textField(input, "taskId");
    return [name === "taskupdate" && task !== "" ? `#${task}` : "", textField(input, "subject", "status"), textField(input, "activeForm")].filter(Boolean).join(" ");
  }
  const done = todos.filter((todo) => todo.state === "completed").length;
  const current = todos.find((todo) => todo.state === "in_progress");
  return `${done}/${todos.length} done${current ? ` · ${current.text}` : ""}`;
}

/** The most telling words of arguments that nobody knows. */
function firstWords(input: JsonObject): string {
  const named = textField(input, "description", "query", "title", "question", "prompt", "path", "url", "name", "text", "intent", "summary", "message");
  if (named !== "") return named;
  const values = Object.entries(input);
  const words = values.find((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
  if (words) return words[1];
  return values
    .filter(([, value]) => typeof value === "number" || typeof value === "boolean")
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(", ");
}

function lineCount(text: string): number {
  return text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
}

function oneLine(text: string): string {
  return text.slice(0, 400).replace(/\s+/g, " ").trim();
}
