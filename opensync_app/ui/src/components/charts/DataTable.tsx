import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

interface Props {
  label: string;
  /** The first column is words, the others are figures. */
  head: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** A shaded last row. */
  foot?: readonly ReactNode[] | undefined;
  /** Names of columns that phones have no room for. */
  minor?: readonly string[];
}

/** Figures as a plain table; it scrolls sideways in itself where there is no room. */
export function DataTable({ label, head, rows, foot, minor = [] }: Props) {
  const hides = (index: number): string | false => minor.includes(head[index] ?? "") && "max-sm:hidden";
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={label}>
      <table aria-label={label} className="w-full min-w-max text-[13px] tabular-nums">
        <thead>
          <tr className="border-b text-micro text-muted">
            {head.map((name, index) => (
              <th key={name} scope="col" className={cx("h-9 px-4 font-normal", index === 0 ? "text-left" : "text-right", hides(index))}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="h-10 border-b last:border-b-0">
              {row.cells.map((cell, index) => (
                <td key={head[index]} className={cx("px-4", index === 0 ? "max-w-64" : "text-right text-muted last:text-ink", hides(index))}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot && (
          <tfoot>
            <tr className="h-10 border-t bg-fill-soft">
              {foot.map((cell, index) => (
                <td key={head[index]} className={cx("px-4", index > 0 && "text-right", hides(index))}>
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
