import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

interface Props {
  title: string;
  /** At the right of the title: a figure, a link, a switch. */
  end?: ReactNode;
  children: ReactNode;
  /** The content reaches the edges. */
  isFlush?: boolean;
  className?: string;
}

/** One part of a page in its frame. */
export function Card({ title, end, children, isFlush = false, className }: Props) {
  return (
    <section aria-label={title} className={cx("flex min-w-0 flex-col rounded-card border bg-card", className)}>
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-2">
        <h2 className="text-sm">{title}</h2>
        {end && <div className="flex items-center gap-2 text-xs text-muted">{end}</div>}
      </header>
      <div className={cx("min-w-0 flex-1", !isFlush && "p-4")}>{children}</div>
    </section>
  );
}
