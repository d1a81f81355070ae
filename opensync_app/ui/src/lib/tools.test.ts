import { describe, expect, test } from "vitest";
import { editLines, fileOf, toolLook } from "./tools";

describe("the one line of a tool call", () => {
  test.each([
    ["Bash", { command: "npm test\n# all" }, "shell", "$ npm test # all"],
    ["exec_command", { cmd: "ls -la" }, "shell", "$ ls -la"],
    ["shell", { command: ["bash", "-lc", "git status"] }, "shell", "$ git status"],
    ["Read", { file_path: "/a/b/c.ts", offset: 10, limit: 20 }, "read", "c.ts:10–30"],
    ["read", { filePath: "/a/b/c.ts" }, "read", "c.ts"],
    ["Grep", { pattern: "TODO", path: "/a/src" }, "search", "TODO  in src".replace("  ", " ")],
    ["Task", { description: "Find it", subagent_type: "Explore" }, "agent", "Explore: Find it"],
    ["TodoWrite", { todos: [{ content: "one", status: "completed" }, { content: "two", status: "in_progress" }] }, "todo", "1/2 done · two"],
    ["WebFetch", { url: "https://example.org" }, "web", "https://example.org"],
    ["Nobody", { depth: 2, note: "words" }, "other", "words"],
    ["Nobody", null, "other", ""],
  ])("%s %j", (name, args, family, preview) => expect(toolLook(name, args)).toMatchObject({ family, preview }));

  test("an MCP tool is named by its server and its tool", () =>
    expect(toolLook("mcp__github__get_issue", { query: "7" })).toMatchObject({ family: "mcp", label: "github · get_issue", preview: "7" }));

  test("an edit tells its file and how many lines it adds and removes", () =>
    expect(toolLook("Edit", { file_path: "/x/a.py", old_string: "a\nb", new_string: "a\nc\nd" })).toMatchObject({
      preview: "a.py",
      change: { added: 2, removed: 1 },
    }));

  test("several edits of one file are counted together", () =>
    expect(toolLook("MultiEdit", { file_path: "a", edits: [{ old_string: "a", new_string: "b" }, { old_string: "c", new_string: "d" }] }).change).toEqual({
      added: 2,
      removed: 2,
    }));

  test("a patch names its file", () => {
    const patch = "*** Begin Patch\n*** Update File: src/a.rs\n@@\n-old\n+new\n*** End Patch";
    expect(fileOf(patch)).toBe("src/a.rs");
    expect(editLines({ input: patch }).filter((line) => line.sign !== " ")).toHaveLength(2);
  });
});
