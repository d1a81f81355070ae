import { expect, test } from "vitest";
import { readPlainSnippet } from "./marks";
import { plainWords } from "./plain";

test.each([
  ["**Done.** Run `make test` now", "Done. Run make test now"],
  ["## Plan\n\n- one", "Plan - one"],
  ["Implement: # Plan: Detect `@` files", "Implement: Plan: Detect @ files"],
  ["see [orchestration.ts](src/checkpoints/orchestration.ts) first", "see orchestration.ts first"],
  ["```python\nprint(1)\n```", "print(1)"],
  ["…of the last part** and more", "…of the last part and more"],
])("%j reads as %j", (typed, read) => {
  expect(plainWords(typed)).toBe(read);
});

test.each(["issue #12 in C#", "2 ** 3 = 8", "src/**/*.ts", "**/*.py", "def __init__(self, **kwargs)", "a[0](x)", "foo_bar__baz", "5 * 3", "f(*args, **more)", "f(**a, **b)"])("%j stays as it is", (words) => {
  expect(plainWords(words)).toBe(words);
});

test("a snippet keeps its hits where marks stand around them and in them", () => {
  const pieces = readPlainSnippet("is **attempt <mark>success</mark>** of `pass<mark>Rate</mark>` &lt;b&gt;");
  expect(pieces).toEqual([
    { text: "is attempt ", hit: false },
    { text: "success", hit: true },
    { text: " of pass", hit: false },
    { text: "Rate", hit: true },
    { text: " <b>", hit: false },
  ]);
});

test("a long line of marks is read in no time", () => {
  const began = performance.now();
  plainWords("**[`__".repeat(50_000));
  expect(performance.now() - began).toBeLessThan(500);
});
