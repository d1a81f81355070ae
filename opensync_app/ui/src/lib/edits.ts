import { diffLines, readPatch, type DiffLine } from "./diff";
import { asObject, listField, textField } from "./json";

/** What an edit does to one file. */
export interface FileEdit {
  path: string;
  /** Where the file goes when it is moved. */
  movedTo?: string;
  what: "changed" | "added" | "deleted";
  lines: DiffLine[];
}

/** The files of an edit, whichever of the tools' shapes it has. */
export function editsOf(args: unknown): FileEdit[] {
  const patch = patchOf(args);
  if (patch !== "") return readFiles(patch);
  const input = asObject(args);
  const edits = listField(input, "edits");
  const path = fileOf(args);
  const pieces = edits.length > 0 ? edits : [args];
  const lines = pieces.flatMap((edit, index) => {
    const change = changeOf(asObject(edit));
    return index > 0 && change.length > 0 ? [GAP, ...change] : change;
  });
  return [{ path, what: "changed", lines }];
}

/** Between two places of one file. */
const GAP: DiffLine = { sign: "…", text: "" };

function changeOf(edit: Record<string, unknown>): DiffLine[] {
  return diffLines(
    textField(edit, "old_string", "oldString", "old_str", "oldText", "old_text"),
    textField(edit, "new_string", "newString", "new_str", "newText", "new_text", "new_source", "insert_text", "file_text"),
  );
}

/** The file a tool worked on; of a patch the first one it names. */
export function fileOf(args: unknown): string {
  const input = asObject(args);
  const path = textField(input, "file_path", "filePath", "path", "notebook_path", "filename", "absolute_path", "target_file", "dir_path");
  return path !== "" ? path : (readFiles(patchOf(args))[0]?.path ?? "");
}

function patchOf(args: unknown): string {
  if (typeof args === "string") return /^\*\*\* Begin Patch|^(?:---|\+\+\+|diff --git) /m.test(args) ? args : "";
  return textField(asObject(args), "patch", "patchText", "patch_text", "input", "diff");
}

const HEADS = /^\*\*\* (Update|Add|Delete) File: (.+)$/;

/** The files of a Codex patch or a unified diff, each with its lines. */
function readFiles(patch: string): FileEdit[] {
  const files: FileEdit[] = [];
  let body: string[] = [];
  const close = (): void => {
    const file = files.at(-1);
    if (file) file.lines = readPatch(body.join("\n"));
    body = [];
  };
  for (const line of patch === "" ? [] : patch.split("\n")) {
    const head = HEADS.exec(line);
    const unified = head ? undefined : /^\+\+\+ (?:b\/)?(\S.*)$/.exec(line)?.[1];
    if (head || unified !== undefined) {
      close();
      const what = head?.[1] === "Add" ? "added" : head?.[1] === "Delete" ? "deleted" : "changed";
      files.push({ path: (head?.[2] ?? unified ?? "").trim(), what, lines: [] });
      continue;
    }
    const target = /^\*\*\* Move to: (.+)$/.exec(line)?.[1];
    const file = files.at(-1);
    if (target !== undefined && file) file.movedTo = target;
    else if (!/^\*\*\* |^diff --git |^index [0-9a-f]|^--- |^Index: |^={5,}/.test(line)) body.push(line);
  }
  close();
  if (files.length === 0 && body.some((line) => /^[+-]/.test(line))) return [{ path: "", what: "changed", lines: readPatch(body.join("\n")) }];
  return files;
}
