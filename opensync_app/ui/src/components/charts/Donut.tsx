import { cx } from "@/lib/cx";
import { seriesStroke } from "./scale";

interface Props {
  label: string;
  items: readonly { name: string; value: number; colour: number }[];
  /** What stands in the middle. */
  children?: React.ReactNode;
  className?: string;
}

const RADIUS = 42;
const ROUND = 2 * Math.PI * RADIUS;
const GAP = 1.2;

/** Shares of a whole as a ring, from the top clockwise. The figures stand in the legend beside it. */
export function Donut({ label, items, children, className }: Props) {
  const whole = items.reduce((sum, item) => sum + item.value, 0);
  const arcs = arcsOf(items.map((item) => item.value));
  return (
    <div role="img" aria-label={label} className={cx("relative aspect-square", className)}>
      <svg viewBox="0 0 100 100" className="-rotate-90">
        <circle cx={50} cy={50} r={RADIUS} className="fill-none stroke-fill" strokeWidth={10} />
        {whole > 0 &&
          items.map((item, index) => {
            const [start, share] = arcs[index] ?? [0, 0];
            const length = Math.max(0, share * ROUND - (items.length > 1 ? GAP : 0));
            return (
              <circle
                key={item.name}
                cx={50}
                cy={50}
                r={RADIUS}
                className={cx("fill-none", seriesStroke(item.colour))}
                strokeWidth={10}
                strokeDasharray={`${length} ${ROUND - length}`}
                strokeDashoffset={-start * ROUND}
              />
            );
          })}
      </svg>
      <div className="absolute inset-0 flex flex-col items-center justify-center text-center">{children}</div>
    </div>
  );
}

/** Where each share begins and how large it is, as parts of the whole. */
export function arcsOf(values: readonly number[]): [start: number, share: number][] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  let start = 0;
  return values.map((value) => {
    const share = whole > 0 ? value / whole : 0;
    start += share;
    return [start - share, share];
  });
}
