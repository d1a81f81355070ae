import { expect, test } from "vitest";
import { normalSpan } from "./use-asked";
import { normalStep } from "./UsageChart";

test.each([
  ["2026-11-23", "30"],
  ["2026-10-25", "30"],
  ["2026-10-24", "60"],
  ["2026-09-01", "90"],
  ["2026-08-01", "all"],
  [null, "30"],
  [undefined, "30"],
] as const)("what was last used on %s is seen in the span %s", (last, span) => {
  expect(normalSpan(last, "2026-11-23")).toBe(span);
});

test("a long span is drawn in steps that can be told apart", () => {
  expect(normalStep({ from: "2026-10-25", to: "2026-11-23" })).toBe("day");
  expect(normalStep({ from: "2025-09-03", to: "2026-11-23" })).toBe("week");
  expect(normalStep({ from: "2019-01-01", to: "2026-11-23" })).toBe("month");
});
