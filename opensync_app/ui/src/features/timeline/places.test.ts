import { expect, test } from "vitest";
import { centred, readView, seeing, unseen, writeView } from "./layout";

const MINUTE = 60_000;
const view = { from: 100 * MINUTE, to: 200 * MINUTE };

test("a view that shows something stays; one that shows nothing goes to the nearest", () => {
  const far = { start: 900 * MINUTE, end: 920 * MINUTE };
  expect(seeing(view, [far, { start: 190 * MINUTE, end: 300 * MINUTE }])).toBe(view);
  expect(seeing(view, [far, { start: 40 * MINUTE, end: 60 * MINUTE }])).toEqual({ from: 0, to: 100 * MINUTE });
  expect(seeing(view, [])).toBe(view);
});

test("what a lane holds out of sight is counted on both sides, the nearest of each is known", () => {
  const items = [10, 50, 150, 400, 300].map((at) => ({ start: at * MINUTE, end: (at + 5) * MINUTE }));
  expect(unseen(items, view)).toEqual({ before: 2, after: 2, last: items[1], next: items[4] });
  expect(unseen([], view)).toEqual({ before: 0, after: 0, last: undefined, next: undefined });
});

test("a view keeps its length when a moment is brought into its middle", () => {
  expect(centred(view, 1000 * MINUTE)).toEqual({ from: 950 * MINUTE, to: 1050 * MINUTE });
});

test("a view survives the address, and nonsense is none", () => {
  expect(readView(writeView(view))).toEqual(view);
  for (const text of [undefined, "", "7", "9-3", "1-2", "a-b", "-5-7", "1e9-2e9", "99999999999-999999999999"]) expect(readView(text)).toBeUndefined();
  expect(writeView({ from: -5000, to: 1500 })).toBe("0-2");
});
