import { describe, expect, test } from "vitest";
import { Heights } from "./heights";

/** The same by adding up, to compare with. */
function plain(heights: Heights, index: number): number {
  let sum = 0;
  for (let at = 0; at < index; at++) sum += heights.of(at);
  return sum;
}

describe("the heights of a long list", () => {
  test("starts and places agree with adding up, whatever was measured", () => {
    const heights = new Heights();
    heights.grow(1000, 50);
    let seed = 7;
    const random = (most: number): number => (seed = (seed * 48271) % 2147483647) % most;
    for (let turn = 0; turn < 500; turn++) heights.measure(random(1000), random(300));
    for (let turn = 0; turn < 50; turn++) {
      const index = random(1000);
      expect(heights.start(index)).toBe(plain(heights, index));
    }
    for (let turn = 0; turn < 50; turn++) {
      const px = random(heights.total);
      const index = heights.at(px);
      expect(heights.start(index)).toBeLessThanOrEqual(px);
      expect(heights.start(index) + heights.of(index)).toBeGreaterThan(px);
    }
  });

  test("growing keeps what is known", () => {
    const heights = new Heights();
    heights.grow(10, 20);
    heights.measure(3, 100);
    heights.grow(5000, 7);
    expect(heights.total).toBe(9 * 20 + 100 + 4990 * 7);
    expect(heights.start(4)).toBe(160);
  });

  test("shrinking takes the end away", () => {
    const heights = new Heights();
    heights.grow(100, 10);
    heights.grow(40, 10);
    expect(heights.total).toBe(400);
    heights.grow(60, 5);
    expect(heights.total).toBe(500);
  });

  test("a guess never replaces what was measured, until the width changes", () => {
    const heights = new Heights();
    heights.grow(2, 10);
    heights.measure(0, 80);
    expect(heights.guess(0, 30)).toBe(false);
    expect(heights.guess(1, 30)).toBe(true);
    heights.forget();
    heights.guess(0, 30);
    expect(heights.total).toBe(60);
  });

  test("the ends are the ends", () => {
    const heights = new Heights();
    heights.grow(3, 10);
    expect(heights.at(-5)).toBe(0);
    expect(heights.at(1e9)).toBe(2);
    expect(new Heights().at(10)).toBe(0);
  });
});
