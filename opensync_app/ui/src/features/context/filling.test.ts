import { expect, test } from "vitest";
import { withFields } from "./filling";
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
