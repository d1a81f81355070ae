import { describe, expect, test } from "vitest";
import { makeMessage, makeReply } from "@/testing/factories";
import { buildRows, rowIndexOf, rowText } from "./transcript";

const call = { type: "tool-call", callId: "c1", content: { toolName: "Bash", args: { command: "ls" } } };
const result = (text: string, isError = false) =>
  makeMessage("m3", "", { role: "tool", kind: "tool-result", parts: [{ type: "tool-result", callId: "c1", content: text, isError }] });

describe("the rows of a session", () => {
  test("a result joins the call it answers, and its message is found there", () => {
    const rows = buildRows([makeMessage("m1", "List it"), makeReply("m2", [call]), result("a.txt")]);
    expect(rows.map((row) => row.key)).toEqual(["m1", "m2"]);
    expect(rows[1]?.parts[0]).toMatchObject({ kind: "tool", name: "Bash", result: { text: "a.txt", isError: false } });
    expect(rowIndexOf(rows, "m3")).toBe(1);
  });

  test("a result without its call stands alone", () => {
    const rows = buildRows([result("lost")]);
    expect(rows[0]).toMatchObject({ kind: "result", parts: [{ kind: "result" }] });
  });

  test("messages with nothing to show have no row", () => {
    expect(buildRows([makeMessage("m1", "", { parts: [{ type: "text", content: "  " }], textContent: "" })])).toEqual([]);
  });

  test("text without parts is shown", () => {
    expect(buildRows([makeMessage("m1", "Hello", { parts: [] })])[0]?.parts).toEqual([{ kind: "text", text: "Hello" }]);
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
    expect(rows[0]?.parts[2]).toMatchObject({ remote: true });
  });

  test("a copied message holds its words, its calls and their results", () => {
    const [row] = buildRows([makeReply("m2", [{ type: "text", content: "Looking" }, call]), result("a.txt")]);
    expect(row && rowText(row)).toMatch(/Looking[\s\S]*"command": "ls"[\s\S]*a\.txt/);
  });
});
