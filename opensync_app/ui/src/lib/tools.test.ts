import { describe, expect, test } from "vitest";
import { editsOf, fileOf } from "./edits";
import { questionsOf, toolLook } from "./tools";

describe("the one line of a tool call", () => {
  test.each([
    ["Bash", { command: "npm test\n# all" }, "shell", "$ npm test # all"],
    ["exec_command", { cmd: "ls -la" }, "shell", "$ ls -la"],
    ["shell_command", { command: "pwd && rg x" }, "shell", "$ pwd && rg x"],
    ["shell", { command: ["bash", "-lc", "git status"] }, "shell", "$ git status"],
    ["run_shell_command", { command: "git status", description: "Check" }, "shell", "$ git status"],
    ["write_stdin", { session_id: 103, chars: "y\n" }, "shell", "103 ⌨ y"],
    ["BashOutput", { bash_id: "bash_1" }, "shell", "output of bash_1"],
    ["stop_bash", { shellId: "22" }, "shell", "stop 22"],
    ["Read", { file_path: "/a/b/c.ts", offset: 10, limit: 20 }, "read", "c.ts:10–30"],
    ["view", { path: "C:\\x\\notes.md", view_range: [5, 9] }, "read", "notes.md:5–9"],
    ["read", { filePath: "/a/b/c.ts" }, "read", "c.ts"],
    ["list_directory", { dir_path: "src" }, "read", "src"],
    ["Grep", { pattern: "TODO", path: "/a/src" }, "search", "TODO in src"],
    ["rg", { pattern: "x", paths: ["/a/src"] }, "search", "x in src"],
    ["Glob", { pattern: "**/*.py" }, "search", "**/*.py"],
    ["Task", { description: "Find it", subagent_type: "Explore" }, "agent", "Explore: Find it"],
    ["SendMessage", { to: "a3858", summary: "Fix cycle" }, "agent", "a3858: Fix cycle"],
    ["TodoWrite", { todos: [{ content: "one", status: "completed" }, { content: "two", status: "in_progress" }] }, "todo", "1/2 done · two"],
    ["update_plan", { plan: [{ step: "one", status: "completed" }] }, "todo", "1/1 done"],
    ["TaskUpdate", { taskId: "1", status: "in_progress" }, "todo", "#1 in_progress"],
    ["WebFetch", { url: "https://example.org" }, "web", "https://example.org"],
    ["WebSearch", { query: "lamps" }, "web", "lamps"],
    ["AskUserQuestion", { questions: [{ question: "Which?", options: [{ label: "A" }] }] }, "ask", "Which?"],
    ["ExitPlanMode", { plan: "# Mend the lamp\n\nFirst…" }, "plan", "Mend the lamp"],
    ["Skill", { skill: "code-changes" }, "skill", "code-changes"],
    ["Nobody", { depth: 2, note: "words" }, "other", "words"],
    ["Nobody", { depth: 2, fast: true }, "other", "depth: 2, fast: true"],
    ["Nobody", null, "other", ""],
  ])("%s %j", (name, args, family, preview) => expect(toolLook(name, args)).toMatchObject({ family, preview }));

  test("an MCP tool is named by its server and its tool", () =>
    expect(toolLook("mcp__Claude_Browser__get_issue", { query: "7" })).toMatchObject({ family: "mcp", label: "Claude Browser · get_issue", preview: "7" }));

  test("an edit tells its file and how many lines it adds and removes", () =>
    expect(toolLook("Edit", { file_path: "/x/a.py", old_string: "a\nb", new_string: "a\nc\nd" })).toMatchObject({
      preview: "a.py",
      change: { added: 2, removed: 1 },
    }));

  test.each([
    ["MultiEdit", { file_path: "a", edits: [{ old_string: "a", new_string: "b" }, { old_string: "c", new_string: "d" }] }],
    ["edit", { path: "a", edits: [{ oldText: "a", newText: "b" }, { oldText: "c", newText: "d" }] }],
    ["edit", { filePath: "a", oldString: "a\nc", newString: "b\nd" }],
    ["str_replace", { path: "a", old_str: "a\nc", new_str: "b\nd" }],
  ])("%s counts its changes whatever its fields are called", (name, args) => expect(toolLook(name, args).change).toEqual({ added: 2, removed: 2 }));

  test("what is written is counted too", () =>
    expect(toolLook("Write", { file_path: "/a/new.ts", content: "one\ntwo\n" })).toMatchObject({ preview: "new.ts", change: { added: 2, removed: 0 } }));
});

describe("patches", () => {
  const patch = "*** Begin Patch\n*** Update File: src/a.rs\n*** Move to: src/b.rs\n@@ fn main\n ctx\n-old\n+new\n*** Add File: c.md\n+one\n+++two\n*** Delete File: d.md\n*** End Patch";

  test("each file of a patch has its own lines", () => {
    const files = editsOf({ input: patch });
    expect(files.map((file) => [file.path, file.what, file.movedTo])).toEqual([
      ["src/a.rs", "changed", "src/b.rs"],
      ["c.md", "added", undefined],
      ["d.md", "deleted", undefined],
    ]);
    expect(files[0]?.lines).toEqual([
      { sign: "…", text: "fn main" },
      { sign: " ", text: "ctx" },
      { sign: "-", text: "old" },
      { sign: "+", text: "new" },
    ]);
    expect(files[1]?.lines.map((line) => line.text)).toEqual(["one", "++two"]);
    expect(fileOf(patch)).toBe("src/a.rs");
    expect(toolLook("apply_patch", patch)).toMatchObject({ preview: "a.rs and 2 more", change: { added: 3, removed: 1 } });
  });

  test("a unified diff is read as well", () => {
    const diff = "diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n@@ -1,2 +1,2 @@ head\n-a\n+b";
    expect(editsOf({ patch: diff })).toEqual([{ path: "x.ts", what: "changed", lines: [{ sign: "…", text: "head" }, { sign: "-", text: "a" }, { sign: "+", text: "b" }] }]);
  });

  test("strange arguments make no edit", () => {
    for (const args of [null, undefined, 3, "words", [], {}, { edits: "x" }, { edits: [null, 3] }]) {
      expect(editsOf(args).flatMap((edit) => edit.lines)).toEqual([]);
    }
  });
});

test("questions of every shape are read", () => {
  expect(questionsOf({ question: "Go?", choices: ["yes", "no"] })).toEqual([
    { title: "", words: "Go?", options: [{ label: "yes", about: "" }, { label: "no", about: "" }] },
  ]);
});
