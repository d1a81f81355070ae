import { FunnelX } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

interface Props {
  label: string;
  /** FilterMenus, RangePickers, fields. */
  children: ReactNode;
  /** There when a filter holds. */
  onClear?: (() => void) | undefined;
  /** What stands at the right end: a count, a switch of views. */
  end?: ReactNode;
  className?: string;
}

/** The row of filters above a list or a chart; it wraps where there is no room. */
export function FilterBar({ label, children, onClear, end, className }: Props) {
  return (
    <div role="group" aria-label={label} className={cx("flex min-w-0 flex-wrap items-center gap-2", className)}>
      {children}
      {onClear && (
        <button type="button" onClick={onClear} className="inline-flex h-8 items-center gap-1 px-1 text-xs text-muted hover:text-ink">
          <FunnelX className="size-3.5" /> <span className="max-sm:sr-only @max-lg:sr-only">Clear filters</span>
        </button>
      )}
      {end && <div className="ml-auto flex items-center gap-2">{end}</div>}
    </div>
  );
}
