import { expect, test } from "vitest";
import { rangesOf } from "./find-marks";

function found(text: string, words: string, atStarts?: boolean): string[] {
  const root = document.createElement("p");
  root.append(text);
  return rangesOf(root, words, atStarts).map((range) => {
    const at = range.startOffset;
    return text.slice(Math.max(0, at - 4), at + words.length);
  });
}

test("what a search found is marked where words begin, not inside of others", () => {
  const words = "rate, separately, passRate, pass_rate";
  expect(found(words, "rate", true)).toEqual(["rate", "passRate", "ass_rate"]);
  expect(found(words, "rate")).toHaveLength(4);
});

test("letters without a small one of one sign move no mark", () => {
  expect(found("İİİ rate", "rate", true)).toEqual(["İİİ rate"]);
});
