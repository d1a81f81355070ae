import { describe, expect, test } from "vitest";
import { asJson, isRoutine, readOutcome, withoutNumbers } from "./results";

describe("what a tool gave, without its wrapping", () => {
  test.each([
    ["Chunk ID: 8149ce\nWall time: 1.6403 seconds\nProcess exited with code 0\nOriginal token count: 53\nOutput:\nhello", { text: "hello", exitCode: 0, seconds: 1.6403 }],
    ["Exit code: 2\nWall time: 0.1 seconds\nOutput:\nno such file", { text: "no such file", exitCode: 2, seconds: 0.1 }],
    ["Wall time: 2.0426 seconds\nOutput:\n{}", { text: "{}", seconds: 2.0426 }],
    ["Output: On branch main", { text: "On branch main" }],
    ["<path>/a/b.md</path>\n<type>file</type>\n<content>\n1: # One\n2: two\n</content>", { text: "1: # One\n2: two" }],
    ["<path>/a</path>\n<type>directory</type>\n<entries>\nsrc/\ndocs/\n</entries>", { text: "src/\ndocs/" }],
    ["<file>\nold shape\n</file>", { text: "old shape" }],
    ["plain words", { text: "plain words" }],
    ["", { text: "" }],
  ])("%j", (text, outcome) => expect(readOutcome(text)).toEqual(outcome));

  test.each([
    ["1\t# Phase\n2\t\n3\tStart", "# Phase\n\nStart", 1],
    ["   10→first\n   11→second", "first\nsecond", 10],
    ["00001| a\n00002| b", "a\nb", 1],
    ["5: x\n6: y", "x\ny", 5],
  ])("numbers before lines are taken off: %j", (text, code, firstLine) => expect(withoutNumbers(text)).toEqual({ code, firstLine }));

  test("text without numbers stays as it is", () => expect(withoutNumbers("a\nb 1\n3 pigs")).toEqual({ code: "a\nb 1\n3 pigs" }));

  test("a confirmation says nothing new", () => {
    expect(isRoutine("The file /a/b.css has been updated successfully. (state)")).toBe(true);
    expect(isRoutine("Edit applied successfully.")).toBe(true);
    expect(isRoutine("String to replace not found")).toBe(false);
  });

  test("only JSON of more than one value is shown as JSON", () => {
    expect(asJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(asJson("[not json")).toBeUndefined();
    expect(asJson("7")).toBeUndefined();
  });
});
