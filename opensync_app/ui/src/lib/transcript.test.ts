import { describe, expect, test } from "vitest";
import { makeMessage, makeReply } from "@/testing/factories";
import { markdownOf } from "./copying";
import { buildRows, RowMaker } from "./transcript";

const call = { type: "tool-call", callId: "c1", content: { toolName: "Bash", args: { command: "ls" } } };
const result = (text: string, isError = false) =>
  makeMessage("m3", "", { role: "tool", kind: "tool-result", parts: [{ type: "tool-result", callId: "c1", content: text, isError }] });

describe("the rows of a session", () => {
  test("a result joins the call it answers, and its message is found there", () => {
    const rows = buildRows([makeMessage("m1", "List it"), makeReply("m2", [call]), result("a.txt")]);
    expect(rows.map((row) => row.key)).toEqual(["m1", "m2"]);
    expect(rows[1]?.parts[0]).toMatchObject({ kind: "tool", name: "Bash", result: { text: "a.txt", isError: false } });
    expect(rows[1]?.holds).toEqual(["m3"]);
  });

  test("a result without its call stands alone", () => {
    const rows = buildRows([result("lost")]);
    expect(rows[0]).toMatchObject({ kind: "result", parts: [{ kind: "result" }] });
  });

  test("messages with nothing to show have no row", () => {
    expect(buildRows([makeMessage("m1", "", { parts: [{ type: "text", content: "  " }], textContent: "" })])).toEqual([]);
  });

  test("text without parts is shown", () => {
    expect(buildRows([makeMessage("m1", "Hello", { parts: [] })])[0]?.parts).toMatchObject([{ kind: "text", text: "Hello" }]);
  });

  test("only the first of a run of answers names its speaker", () => {
    const rows = buildRows([makeMessage("m1", "Go"), makeReply("m2", [call]), makeReply("m4", [{ type: "text", content: "Done" }]), makeMessage("m5", "Thanks")]);
    expect(rows.map((row) => row.opens)).toEqual([true, true, false, true]);
  });

  test("a part of a kind that nobody knows is kept", () => {
    const rows = buildRows([makeReply("m1", [{ type: "hologram", content: { depth: 3 } }])]);
    expect(rows[0]?.parts[0]).toEqual({ kind: "other", type: "hologram", content: { depth: 3 } });
  });

  test("only safe pictures are drawn from their data", () => {
    const rows = buildRows([
      makeReply("m1", [
        { type: "image", content: { mediaType: "image/png", data: "AAAA" } },
        { type: "image", content: { mediaType: "image/svg+xml", data: "AAAA" } },
        { type: "image", content: { url: "https://example.org/a.png" } },
      ]),
    ]);
    expect(rows[0]?.parts.map((part) => part.kind)).toEqual(["image", "file", "image"]);
    expect(rows[0]?.parts[2]).toMatchObject({ source: "", remote: "https://example.org/a.png" });
  });

  test("a copied message holds its words, its calls and their results", () => {
    const [row] = buildRows([makeReply("m2", [{ type: "text", content: "Looking" }, call]), result("a.txt")]);
    expect(row && markdownOf(row)).toMatch(/## Assistant[\s\S]*Looking[\s\S]*"command": "ls"[\s\S]*a\.txt/);
  });
});

describe("rows of pages that come and go", () => {
  const [hello, bye] = [makeMessage("m0", "Hello"), makeMessage("m1", "Bye")];

  test("numbers, gaps and messages with nothing to show are told apart", () => {
    const silent = makeMessage("m9", "", { parts: [], textContent: "" });
    const loaded = new RowMaker().make([{ offset: 100, messages: [hello, silent] }]);
    expect([loaded.rowAt(99), loaded.rowAt(100)?.key, loaded.rowAt(101)]).toEqual([undefined, "m0", null]);
    expect(loaded.find("m0")).toBe(100);
    expect(loaded.find("m77")).toBe(-1);
  });

  test("a result joins its call across pages", () => {
    const loaded = new RowMaker().make([
      { offset: 100, messages: [result("late")] },
      { offset: 99, messages: [makeReply("m2", [call])] },
    ]);
    expect(loaded.rowAt(99)?.parts[0]).toMatchObject({ result: { text: "late" } });
    expect(loaded.rowAt(100)).toBeNull();
    expect(loaded.find("m3")).toBe(99);
  });

  test("a row stays the very same while other pages come and go, and changes when its result comes", () => {
    const maker = new RowMaker();
    const first = { offset: 0, messages: [hello, makeReply("m2", [call])] };
    const before = maker.make([first]);
    const more = maker.make([first, { offset: 2, messages: [bye] }]);
    const after = maker.make([first, { offset: 2, messages: [result("a.txt")] }]);
    expect(more.rowAt(0)).toBe(before.rowAt(0));
    expect(more.rowAt(1)).toBe(before.rowAt(1));
    expect(after.rowAt(0)).toBe(before.rowAt(0));
    expect(after.rowAt(1)).not.toBe(before.rowAt(1));
    expect(maker.make([{ ...first }, { offset: 2, messages: more.rows[2] ? [bye] : [] }]).rowAt(1)).toEqual(before.rowAt(1));
  });
});

describe("rare parts", () => {
  test.each([
    [{ type: "compaction", content: { auto: true } }, { kind: "marker" }],
    [{ type: "patch", content: { hash: "1", files: ["/a/b.md"] } }, { kind: "note", text: "Changed b.md" }],
    [{ type: "tool_reference", content: { tool_name: "WebFetch" } }, { kind: "note", text: "Tool loaded: WebFetch" }],
    [{ type: "fallback", content: { from: { model: "a" }, to: { model: "b" } } }, { kind: "marker", text: "a handed over to b" }],
    [{ type: "error", content: "WebSocket error" }, { kind: "error", text: "WebSocket error" }],
    [{ type: "image", content: { mediaType: "image/png", url: "/api/messages/m1/parts/0" } }, { kind: "image", source: "/api/messages/m1/parts/0" }],
    [{ type: "image", content: { url: "/api/messages/../keys" } }, { kind: "image", source: "" }],
    [{ type: "image", content: { url: "//elsewhere.invalid/a.png" } }, { kind: "image", source: "" }],
    [{ type: "file", content: { mediaType: "application/pdf", size: 31000 } }, { kind: "file", about: "application/pdf 31 kB" }],
  ])("%j", (part, expected) => expect(buildRows([makeReply("m1", [part])])[0]?.parts[0]).toMatchObject(expected));
});
