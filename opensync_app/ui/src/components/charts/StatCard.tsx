import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { Sparkline } from "./Sparkline";

interface Props {
  label: string;
  value: string;
  /** The exact value, for hover. */
  title?: string | undefined;
  icon: ReactNode;
  /** A line below the figure. */
  detail?: ReactNode;
  /** Change against the period before, as a share: 0.12 is 12 % more; null when there was nothing before. */
  change?: number | null | undefined;
  /** What the change is measured against: "the 30 days before". */
  against?: string;
  course?: readonly number[] | undefined;
}

/** One figure, large and light, with its course and its change. */
export function StatCard({ label, value, title, icon, detail, change, against, course }: Props) {
  return (
    <section aria-label={label} className="flex min-h-28 min-w-0 flex-col rounded-card border bg-card p-4">
      <header className="flex items-center justify-between gap-2 text-xs text-muted [&_svg]:size-4 [&_svg]:stroke-[1.5] [&_svg]:text-dim">
        <h2>{label}</h2>
        {icon}
      </header>
      {/* Where the figure leaves no room for its course, that wraps out of sight. */}
      <div className="mt-1.5 flex h-8 flex-wrap items-end gap-x-3 overflow-hidden">
        <p title={title} className="shrink-0 text-2xl leading-8 font-light tracking-tight tabular-nums">
          {value}
        </p>
        {course && <Sparkline values={course} className="mb-1 max-w-20 min-w-9 flex-1 basis-9" />}
      </div>
      <p className="mt-auto flex flex-wrap gap-x-2 pt-1 text-xs text-dim tabular-nums">
        {change !== undefined && <Change share={change} against={against} />}
        {detail && <span className="min-w-0">{detail}</span>}
      </p>
    </section>
  );
}

function Change({ share, against }: { share: number | null; against: string | undefined }) {
  if (share === null) return null;
  const percent = Math.round(share * 100);
  const words = percent === 0 ? "unchanged" : `${percent > 0 ? "+" : "−"}${Math.abs(percent) > 999 ? ">999" : Math.abs(percent)} %`;
  return (
    <span title={against && `against ${against}`} className={cx(percent === 0 ? "text-dim" : "text-ink")}>
      {words}
      {against && <span className="sr-only"> against {against}</span>}
    </span>
  );
}
