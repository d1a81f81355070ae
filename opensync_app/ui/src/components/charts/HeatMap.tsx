import { useState } from "react";
import { cx } from "@/lib/cx";

interface Props {
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Rows of figures, one for each column. */
  cells: readonly (readonly number[])[];
  /** "12 replies": what a figure means. */
  format: (value: number) => string;
  /** Which columns are named above. */
  isNamed?: (column: number) => boolean;
}

const STEPS = ["bg-heat-0", "bg-heat-1", "bg-heat-2", "bg-heat-3", "bg-heat-4"];

/** When much happened: a table of shades whose figures screen readers read as a table. */
export function HeatMap({ label, rows, columns, cells, format, isNamed = () => true }: Props) {
  const [pointed, setPointed] = useState<[number, number]>();
  const steps = stepsOf(cells.flat());
  const tip = pointed && `${rows[pointed[0]] ?? ""} ${columns[pointed[1]] ?? ""}: ${format(cells[pointed[0]]?.[pointed[1]] ?? 0)}`;
  return (
    <div>
      <table aria-label={label} className="w-full table-fixed border-separate border-spacing-[3px]" onPointerLeave={() => setPointed(undefined)}>
        <thead>
          <tr>
            <td className="w-9" />
            {columns.map((column, index) => (
              <th key={column} scope="col" className="h-4 text-[10px] font-normal whitespace-nowrap text-muted">
                {isNamed(index) ? column : <span className="sr-only">{column}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row}>
              <th scope="row" className="text-left text-[10px] font-normal text-muted">
                {row}
              </th>
              {columns.map((column, index) => {
                const value = cells[at]?.[index] ?? 0;
                return (
                  <td
                    key={column}
                    onPointerEnter={() => setPointed([at, index])}
                    className={cx("h-4 rounded-sm p-0 outline-line-strong hover:outline", STEPS[steps(value)])}
                  >
                    <span className="sr-only">{format(value)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-2 flex items-center justify-between gap-4 text-xs text-muted">
        <span aria-hidden className="min-h-4 truncate tabular-nums">
          {tip}
        </span>
        <span aria-hidden className="flex shrink-0 items-center gap-1 text-micro">
          Less
          {STEPS.map((step) => (
            <span key={step} className={cx("size-2.5 rounded-xs", step)} />
          ))}
          More
        </span>
      </div>
    </div>
  );
}

/** The shade of a figure, 0 for nothing, else 1 to 4 by quarters of the figures that are something. */
export function stepsOf(values: readonly number[]): (value: number) => number {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return (value) => (value <= 0 ? 0 : 1 + bounds.filter((bound) => value > bound).length);
}
