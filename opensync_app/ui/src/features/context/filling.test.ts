import { expect, test } from "vitest";
import { fitting, withFields } from "./filling";
import { fileName } from "./packing";

test("filters stand beside the words as fields", () => {
  expect(withFields({ q: "lamp", type: "hybrid", level: "sessions", project: ['"Old Harbour"'], tool: ["Bash", "Read"] })).toBe(
    'lamp project:"Old Harbour" tool:"Bash" tool:"Read"',
  );
});

test("a file is named after the words, in letters of any script", () => {
  expect(fileName("Rate limit: ../../etc/passwd?")).toBe("context-rate-limit-etc-passwd");
  expect(fileName("гонка 竞态")).toBe("context-гонка-竞态");
  expect(fileName("")).toBe("context");
});

test("a budget is filled with what fits whole, best first, and never broken", () => {
  const sizes = new Map([["m1", 100], ["m2", 5000], ["m3", 300], ["m4", 200], ["m5", 1]]);
  expect(fitting([["m1", "m2", "m3"], ["m4", "gone"], ["m5"]], sizes, 1000)).toEqual({ ids: ["m1", "m3", "m4", "m5"], tokens: 601, sessions: 3 });
  expect(fitting([["m1"], ["m4"]], sizes, 200)).toEqual({ ids: ["m1"], tokens: 100, sessions: 1 });
  expect(fitting([], sizes, 200)).toEqual({ ids: [], tokens: 0, sessions: 0 });
});
