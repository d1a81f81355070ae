export type Point = [x: number, y: number];

/** "M0,0L1,1" through the points. */
export function linePath(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)},${round(y)}`).join("");
}

/** Round values from 0 up to or just above the most, at most `count` steps: 0, 5, 10. */
export function ticksOf(most: number, count = 4): number[] {
  if (!(most > 0) || !Number.isFinite(most)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999999) ?? 10) * power;
  const steps = Math.ceil(most / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Which of `count` labels are drawn so that at most `room` stand side by side; the last one always. */
export function labelled(count: number, room: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return (index) => (count - 1 - index) % every === 0;
}

/** The class that paints the n-th series; past the eighth and below zero the colour of the rest. */
export function seriesFill(index: number): string {
  return FILLS[index] ?? "fill-series-other";
}

/** The same colour for a dot or a bar of HTML. */
export function seriesGround(index: number): string {
  return GROUNDS[index] ?? "bg-series-other";
}

/** The same colour for a line. */
export function seriesStroke(index: number): string {
  return STROKES[index] ?? "stroke-series-other";
}

export const SERIES_COUNT = 8;

const FILLS = [
  "fill-series-1", "fill-series-2", "fill-series-3", "fill-series-4", "fill-series-5", "fill-series-6", "fill-series-7", "fill-series-8",
];
const GROUNDS = [
  "bg-series-1", "bg-series-2", "bg-series-3", "bg-series-4", "bg-series-5", "bg-series-6", "bg-series-7", "bg-series-8",
];
const STROKES = [
  "stroke-series-1", "stroke-series-2", "stroke-series-3", "stroke-series-4", "stroke-series-5", "stroke-series-6", "stroke-series-7", "stroke-series-8",
];

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
