import { countChanges, diffLines, readPatch, type DiffLine } from "./diff";
import { baseName } from "./format";
import { asObject, listField, numberField, textField, type JsonObject } from "./json";

export type ToolFamily = "shell" | "edit" | "write" | "read" | "search" | "agent" | "todo" | "web" | "mcp" | "other";

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

const FAMILIES: Record<string, ToolFamily> = {
  bash: "shell", shell: "shell", exec_command: "shell", local_shell: "shell", run_shell_command: "shell", powershell: "shell",
  edit: "edit", multiedit: "edit", str_replace: "edit", apply_patch: "edit", patch: "edit", replace: "edit", notebookedit: "edit",
  write: "write", write_file: "write", create: "write",
  read: "read", read_file: "read", view: "read", ls: "read", list: "read", notebookread: "read",
  grep: "search", glob: "search", search: "search", search_file_content: "search", codesearch: "search", toolsearch: "search",
  task: "agent", agent: "agent", spawn_agent: "agent",
  todowrite: "todo", todoread: "todo", update_plan: "todo", taskcreate: "todo", taskupdate: "todo",
  webfetch: "web", websearch: "web", web_fetch: "web", web_search: "web", google_web_search: "web",
};

/** What a call's one line says, for every tool we know and for those we do not. */
export function toolLook(name: string, args: unknown): ToolLook {
  const input = asObject(args);
  if (name.startsWith("mcp__")) {
    const [, server = "", ...tool] = name.split("__");
    return { family: "mcp", label: `${server} · ${tool.join("__")}`, preview: firstWords(input) };
  }
  const family = FAMILIES[name.toLowerCase()] ?? "other";
  const look: ToolLook = { family, label: name, preview: oneLine(previewOf(family, input, args)) };
  if (family !== "edit") return look;
  return { ...look, change: countChanges(editLines(args)) };
}

function previewOf(family: ToolFamily, input: JsonObject, args: unknown): string {
  switch (family) {
    case "shell":
      return `$ ${commandOf(args)}`;
    case "edit":
    case "write":
      return baseName(fileOf(args));
    case "read":
      return readPreview(input, args);
    case "search":
      return searchPreview(input);
    case "agent":
      return [textField(input, "subagent_type", "agent"), textField(input, "description", "prompt", "message")].filter(Boolean).join(": ");
    case "todo":
      return todoPreview(input, args);
    case "web":
      return textField(input, "url", "query", "prompt");
    default:
      return firstWords(input) || (typeof args === "string" ? args : "");
  }
}

/** The command line a shell tool ran. */
export function commandOf(args: unknown): string {
  const input = asObject(args);
  const list = listField(input, "command").filter((word): word is string => typeof word === "string");
  if (list.length > 0) return list[0] === "bash" && list[1]?.startsWith("-") ? list.slice(2).join(" ") : list.join(" ");
  return textField(input, "command", "cmd") || (typeof args === "string" ? args : "");
}

/** The file a tool worked on; of a patch the first one it names. */
export function fileOf(args: unknown): string {
  const input = asObject(args);
  const path = textField(input, "file_path", "filePath", "path", "notebook_path", "filename");
  if (path !== "") return path;
  return /^\*\*\* (?:Update|Add|Delete) File: (.+)$/m.exec(patchOf(args))?.[1] ?? "";
}

/** The lines of an edit, whichever of the tools' shapes it has. */
export function editLines(args: unknown): DiffLine[] {
  const patch = patchOf(args);
  if (patch !== "") return readPatch(patch).filter((line) => !line.text.startsWith("***"));
  const edits = listField(asObject(args), "edits");
  return (edits.length > 0 ? edits : [args]).flatMap((edit) => {
    const input = asObject(edit);
    return diffLines(
      textField(input, "old_string", "oldString", "old_str"),
      textField(input, "new_string", "newString", "new_str", "new_source"),
    );
  });
}

/** The items of a to-do list. */
export function todosOf(args: unknown): TodoItem[] {
  const input = asObject(args);
  const list = [...listField(input, "todos"), ...listField(input, "plan")];
  return list.map((item) => {
    const todo = asObject(item);
    const state = textField(todo, "status");
    return {
      text: textField(todo, "content", "step", "text", "subject"),
      state: state === "completed" || state === "in_progress" ? state : "pending",
    };
  });
}

function patchOf(args: unknown): string {
  if (typeof args === "string") return args.includes("*** Begin Patch") ? args : "";
  return textField(asObject(args), "patch", "patchText", "input", "diff");
}

function readPreview(input: JsonObject, args: unknown): string {
  const offset = numberField(input, "offset");
  const limit = numberField(input, "limit");
  const lines = offset === undefined ? "" : `:${offset}${limit === undefined ? "" : `–${offset + limit}`}`;
  return `${baseName(fileOf(args))}${lines}`;
}

function searchPreview(input: JsonObject): string {
  const what = textField(input, "pattern", "query", "regex");
  const where = textField(input, "glob", "include", "path");
  return where === "" ? what : `${what}  in ${baseName(where)}`;
}

function todoPreview(input: JsonObject, args: unknown): string {
  const todos = todosOf(args);
  if (todos.length === 0) return textField(input, "subject", "description", "status");
  const done = todos.filter((todo) => todo.state === "completed").length;
  const current = todos.find((todo) => todo.state === "in_progress");
  return `${done}/${todos.length} done${current ? ` · ${current.text}` : ""}`;
}

function firstWords(input: JsonObject): string {
  const named = textField(input, "description", "query", "prompt", "path", "url", "name", "skill");
  return named || Object.values(input).find((value): value is string => typeof value === "string" && value !== "") || "";
}

function oneLine(text: string): string {
  return text.slice(0, 400).replace(/\s+/g, " ").trim();
}
