import { describe, expect, test } from "vitest";
import { changedPiece, countChanges, counterparts, diffLines, readPatch, type DiffLine } from "./diff";

const side = (lines: DiffLine[], without: "+" | "-"): string =>
  lines.filter((line) => line.sign !== without).map((line) => line.text).join("\n");

describe("the lines of an edit", () => {
  test("a changed line in the middle stands between kept ones", () => {
    expect(diffLines("a\nb\nc", "a\nB\nc").map((line) => line.sign + line.text)).toEqual([" a", "-b", "+B", " c"]);
  });

  test("both texts can be read back from any diff", () => {
    const texts = ["", "x", "a\nb\nc\nd", "d\nc\nb\na", "a\na\nb\na", "a\nb\nx\ny\nc\nd"];
    for (const before of texts) {
      for (const after of texts) {
        const lines = diffLines(before, after);
        expect(side(lines, "+")).toBe(before);
        expect(side(lines, "-")).toBe(after);
      }
    }
  });

  test("equal texts have no change", () => expect(countChanges(diffLines("a\nb", "a\nb"))).toEqual({ added: 0, removed: 0 }));

  test("two huge unlike texts are shown as replaced instead of freezing the page", () => {
    const many = (word: string): string => Array.from({ length: 3000 }, (_, index) => `${word}${index}`).join("\n");
    expect(countChanges(diffLines(many("a"), many("b")))).toEqual({ added: 3000, removed: 3000 });
  });

  test("the lines of a patch keep their own signs", () => {
    const lines = readPatch("@@ -1 +1 @@ fn main\n-old\n+new\n+more\n same");
    expect(countChanges(lines)).toEqual({ added: 2, removed: 1 });
    expect(lines[0]).toEqual({ sign: "…", text: "fn main" });
  });

  test("a removed line finds the added line that takes its place", () => {
    const lines = diffLines("a = 1\nb = 2\nsame", "a = 3\nb = 4\nsame");
    expect([...counterparts(lines)]).toEqual([[0, 2], [2, 0], [1, 3], [3, 1]]);
  });

  test.each([
    ["let lamp = dark;", "let lamp = light;", [11, 15]],
    ["same", "same", undefined],
    ["abc", "xyz", undefined],
    ["one two three", "one three", [5, 9]],
  ])("of %j beside %j the piece %j is marked", (line, other, piece) => expect(changedPiece(line, other)).toEqual(piece));
});
