import { Swatch } from "./Legend";
import type { Series } from "./series";

interface Props {
  title: string;
  at: number;
  series: readonly Series[];
  format: (value: number) => string;
  /** Where it points to, in px of a chart so wide. */
  x: number;
  width: number;
}

const MOST = 8;

/** What stands at one place of a chart: every part that is not nothing, and the sum. */
export function ChartTip({ title, at, series, format, x, width }: Props) {
  const parts = series.map((one) => ({ ...one, value: one.values[at] ?? 0 })).filter((one) => one.value > 0);
  const sum = parts.reduce((total, one) => total + one.value, 0);
  const isRight = x > width / 2;
  return (
    <div
      role="status"
      className="pointer-events-none absolute top-0 z-10 w-max max-w-64 rounded-button border border-line-strong bg-menu px-2.5 py-2 text-xs"
      style={isRight ? { right: width - x + 12 } : { left: x + 12 }}
    >
      <p className="mb-1 text-muted">{title}</p>
      {parts.length === 0 && <p>Nothing</p>}
      {parts.length > 0 && (
        <ul className="space-y-0.5">
          {parts.slice(0, MOST).map((part) => (
            <li key={part.name} className="flex items-center gap-2">
              <Swatch colour={part.colour} />
              <span className="min-w-0 flex-1 truncate">{part.name}</span>
              <span className="pl-3 tabular-nums">{format(part.value)}</span>
            </li>
          ))}
        </ul>
      )}
      {parts.length > 1 && (
        <p className="mt-1 flex justify-between gap-4 border-t pt-1 tabular-nums">
          <span className="text-muted">Total</span>
          {format(sum)}
        </p>
      )}
    </div>
  );
}
