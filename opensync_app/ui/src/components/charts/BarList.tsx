import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { seriesGround } from "./scale";

export interface BarItem {
  name: string;
  value: number;
  /** The figure in words. */
  shown: ReactNode;
  colour?: number;
  /** Further words below the bar. */
  detail?: ReactNode;
  onChoose?: (() => void) | undefined;
}

/** Names with bars beside one another, each against the largest of all. */
export function BarList({ label, items }: { label: string; items: readonly BarItem[] }) {
  const most = Math.max(...items.map((item) => item.value), 0);
  return (
    <ul aria-label={label} className="space-y-3">
      {items.map((item) => {
        const row = (
          <>
            <span className="mb-1 flex items-baseline justify-between gap-3">
              <span className="truncate text-[13px]" title={item.name}>
                {item.name}
              </span>
              <span className="shrink-0 text-xs text-muted tabular-nums">{item.shown}</span>
            </span>
            <span aria-hidden className="block h-1.5 overflow-hidden rounded-full bg-fill">
              <span
                className={cx("block h-full rounded-full", item.colour === undefined ? "bg-accent" : seriesGround(item.colour))}
                style={{ width: `${most > 0 ? Math.max(item.value > 0 ? 0.5 : 0, (item.value / most) * 100) : 0}%` }}
              />
            </span>
            {item.detail && <span className="mt-1 block text-xs text-dim">{item.detail}</span>}
          </>
        );
        return (
          <li key={item.name}>
            {item.onChoose ? (
              <button type="button" onClick={item.onChoose} className="block w-full rounded text-left hover:opacity-80">
                {row}
              </button>
            ) : (
              row
            )}
          </li>
        );
      })}
    </ul>
  );
}
