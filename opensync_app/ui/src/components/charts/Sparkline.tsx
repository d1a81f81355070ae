import { cx } from "@/lib/cx";
import { linePath } from "./scale";

interface Props {
  values: readonly number[];
  className?: string;
}

const WIDTH = 100;
const HEIGHT = 28;

/** More points than this would be noise at such a size; neighbours are added up. */
const POINTS = 32;

/** The course of a figure without axes, beside the figure itself; it says nothing that stands nowhere else. */
export function Sparkline({ values, className }: Props) {
  const shown = thin(values, POINTS);
  if (shown.length < 2 || shown.every((value) => value === 0)) return <div className={className} />;
  const most = Math.max(...shown);
  const points = shown.map((value, index): [number, number] => [
    (index / (shown.length - 1)) * WIDTH,
    HEIGHT - 2 - (value / most) * (HEIGHT - 4),
  ]);
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={cx("h-7 w-full overflow-visible text-accent", className)}>
      <path d={`${linePath(points)}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`} fill="currentColor" opacity={0.1} />
      <path d={linePath(points)} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The sums of equally long stretches, at most `most` of them. */
export function thin(values: readonly number[], most: number): number[] {
  const step = Math.ceil(values.length / most);
  return Array.from({ length: Math.ceil(values.length / step) }, (_, at) =>
    values.slice(at * step, (at + 1) * step).reduce((sum, value) => sum + value, 0),
  );
}
