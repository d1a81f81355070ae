import { describe, expect, test } from "vitest";
import { layersOf } from "./AreaChart";
import { arcsOf } from "./Donut";
import { stepsOf } from "./HeatMap";
import { labelled, linePath, ticksOf } from "./scale";
import { sumsOf } from "./series";
import { thin } from "./Sparkline";
import { squarify } from "./squarify";
import { timeTicks } from "./time-ticks";

describe("scales", () => {
  test.each([
    [10, [0, 2.5, 5, 7.5, 10]],
    [97, [0, 25, 50, 75, 100]],
    [0.0123, [0, 0.005, 0.01, 0.015]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [0, [0]],
    [Number.NaN, [0]],
  ])("the axis of %d ends at or just above it", (most, ticks) => expect(ticksOf(most)).toEqual(ticks));

  test("an axis always holds its largest figure, in few steps", () => {
    for (let most = 0.0007; most < 1e12; most *= 1.37) {
      const ticks = ticksOf(most);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * 0.999999);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });

  test("labels never stand closer than there is room, and the last is always there", () => {
    for (const count of [1, 7, 30, 365]) {
      for (const room of [0, 1, 5, 12, 40]) {
        const shown = Array.from({ length: count }, (_, index) => index).filter(labelled(count, room));
        expect(shown.at(-1)).toBe(count - 1);
        expect(shown.length).toBeLessThanOrEqual(Math.max(1, room));
      }
    }
  });

  test("a line goes through its points", () => expect(linePath([[0, 1], [2.004, 3]])).toBe("M0,1L2,3"));
});

test("layers stand on one another", () => {
  const values = [[1, 2], [3, 0], [0, 5]];
  expect(layersOf(values)).toEqual([[0, 0], [1, 2], [4, 2], [4, 7]]);
  expect(layersOf(values).at(-1)).toEqual(sumsOf(values.map((one, colour) => ({ name: String(colour), values: one, colour }))));
});

test("the arcs of a ring fill it once", () => {
  expect(arcsOf([1, 1, 2])).toEqual([[0, 0.25], [0.25, 0.25], [0.5, 0.5]]);
  expect(arcsOf([0, 0])).toEqual([[0, 0], [0, 0]]);
});

test("a thinned course keeps its sum", () => {
  expect(thin([1, 2, 3, 4, 5], 2)).toEqual([6, 9]);
  expect(thin([1, 2, 3], 32)).toEqual([1, 2, 3]);
});

test("shades tell nothing from little and little from much", () => {
  const step = stepsOf([0, 1, 2, 3, 4, 100]);
  expect(step(0)).toBe(0);
  expect(step(1)).toBe(1);
  expect(step(100)).toBe(4);
  expect(stepsOf([])(0)).toBe(0);
});

describe("a treemap", () => {
  const values = [50, 30, 12, 5, 2, 1];
  const tiles = squarify(values, 300, 200);

  test("gives every value its share of the area, inside the frame", () => {
    for (const [index, tile] of tiles.entries()) {
      expect(tile.width * tile.height).toBeCloseTo(((values[index] ?? 0) / 100) * 60_000, 3);
      expect(tile.x + tile.width).toBeLessThanOrEqual(300.001);
      expect(tile.y + tile.height).toBeLessThanOrEqual(200.001);
    }
  });

  test("lays no tile over another", () => {
    for (const [i, a] of tiles.entries()) {
      for (const b of tiles.slice(i + 1)) {
        const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        expect(wide > 0.001 && high > 0.001).toBe(false);
      }
    }
  });

  test("of nothing is nothing", () => expect(squarify([0, 0], 100, 100).every((tile) => tile.width === 0)).toBe(true));
});

describe("the names of a time axis", () => {
  const at = (day: number, hour = 0, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

  test("are round local moments inside the span, no more than there is room", () => {
    for (const [from, to] of [[at(1, 9, 7), at(1, 9, 20)], [at(1, 22), at(3, 5)], [at(1), at(29)], [at(1), at(900)], [at(1), at(9000)]] as const) {
      for (const most of [1, 3, 8, 20]) {
        const ticks = timeTicks(from, to, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.every((tick) => tick.at >= from && tick.at <= to)).toBe(true);
        expect(ticks.every((tick) => new Date(tick.at).getSeconds() === 0)).toBe(true);
      }
    }
  });

  test("say the hour within a day and the day within a month", () => {
    expect(timeTicks(at(1, 9), at(1, 12), 4).map((tick) => tick.label)).toEqual(["09:00", "10:00", "11:00", "12:00"]);
    expect(timeTicks(at(2), at(5), 4).map((tick) => tick.label)).toEqual(["Nov 2", "Nov 3", "Nov 4", "Nov 5"]);
  });
});
