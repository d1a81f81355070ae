import { describe, expect, test } from "vitest";
import { WindowModel } from "./window-model";

function makeModel(count: number, height = 100) {
  const box = { scrollTop: 0 };
  const model = new WindowModel(() => box, { top: 0, bottom: 0 });
  model.resize(500);
  model.heights.grow(count, height);
  return { box, model };
}

describe("the window on a long list", () => {
  test("draws what is seen and a little more", () => {
    const { model } = makeModel(10_000);
    model.lookAt(5000, 0);
    model.restore();
    expect(model.range().to - model.range().from).toBeLessThan(10);
    model.drawAhead();
    const range = model.range();
    expect(range.from).toBeLessThan(5000);
    expect(range.to - range.from).toBeLessThan(40);
    expect(model.seen()).toEqual({ from: 5000, to: 5006 });
  });

  test("what the reader looks at stays in its place when rows above turn out taller", () => {
    const { box, model } = makeModel(1000);
    box.scrollTop = 20_030;
    model.scrolled();
    model.heights.measure(10, 400);
    model.heights.measure(199, 130);
    model.restore();
    expect(box.scrollTop).toBe(20_030 + 300 + 30);
    expect(model.seen().from).toBe(200);
  });

  test("growth below moves nothing", () => {
    const { box, model } = makeModel(1000);
    box.scrollTop = 20_030;
    model.scrolled();
    model.heights.measure(200, 900);
    model.heights.grow(1200, 100);
    model.restore();
    expect(box.scrollTop).toBe(20_030);
  });

  test("the end is followed as long as the reader is there", () => {
    const { box, model } = makeModel(100);
    model.lookAtEnd();
    model.restore();
    expect(box.scrollTop).toBe(9500);
    model.heights.grow(101, 100);
    model.restore();
    expect(box.scrollTop).toBe(9600);
    box.scrollTop = 9000;
    model.scrolled();
    model.heights.grow(110, 100);
    model.restore();
    expect(box.scrollTop).toBe(9000);
    expect(model.isAtEnd).toBe(false);
  });

  test("the slowest step up leaves the end", () => {
    const { box, model } = makeModel(100);
    model.lookAtEnd();
    model.restore();
    box.scrollTop -= 0.5;
    model.scrolled();
    model.heights.grow(101, 100);
    model.restore();
    expect(box.scrollTop).toBe(9499.5);
  });

  test("a jump near the end holds its item while the rows around it grow", () => {
    const { box, model } = makeModel(100, 20);
    model.lookAt(98, 0);
    model.restore();
    expect(box.scrollTop).toBe(1500);
    model.scrolled();
    for (let index = 80; index < 100; index++) model.heights.measure(index, 700);
    model.restore();
    expect(box.scrollTop).toBe(model.start(98));
  });
});
