import { expect, test } from "vitest";
import { fitted, LEAST_WIDTH, packed, panned, zoomed } from "./layout";

const view = { from: 0, to: 1000 };

test("a block lies where its time is and is as wide as it lasted", () => {
  const { blocks, rows } = packed([{ start: 100, end: 300 }], view, 500);
  expect(rows).toBe(1);
  expect(blocks).toEqual([{ item: { start: 100, end: 300 }, left: 50, width: 100, row: 0 }]);
});

test("blocks that overlap stand in rows of their own, the next free one is taken again", () => {
  const items = [
    { start: 0, end: 400 },
    { start: 100, end: 200 },
    { start: 300, end: 500 },
    { start: 600, end: 700 },
  ];
  const { blocks, rows } = packed(items, view, 1000);
  expect(blocks.map((block) => block.row)).toEqual([0, 1, 1, 0]);
  expect(rows).toBe(2);
});

test("a moment is still wide enough to be hit, and two of them do not cover each other", () => {
  const { blocks } = packed([{ start: 10, end: 10 }, { start: 11, end: 11 }], view, 1000);
  expect(blocks.map((block) => block.width)).toEqual([LEAST_WIDTH, LEAST_WIDTH]);
  expect(blocks.map((block) => block.row)).toEqual([0, 1]);
});

test("what lies outside the view is not drawn but keeps its row", () => {
  const { blocks, rows } = packed([{ start: -900, end: -800 }, { start: 2000, end: 2100 }], view, 1000);
  expect(blocks).toEqual([]);
  expect(rows).toBe(1);
});

test("zooming keeps the moment under the pointer in its place", () => {
  const day = { from: 0, to: 86_400_000 };
  const near = zoomed(day, 0.5, 0.25);
  expect(near.to - near.from).toBe(43_200_000);
  expect(near.from + (near.to - near.from) * 0.25).toBe(21_600_000);
});

test("panning moves by a share of what is seen, fitting leaves room at both ends", () => {
  expect(panned(view, 0.5)).toEqual({ from: 500, to: 1500 });
  const all = fitted(0, 10_000_000);
  expect(all.from).toBeLessThan(0);
  expect(all.to).toBeGreaterThan(10_000_000);
});
