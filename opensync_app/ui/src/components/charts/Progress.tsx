import { cx } from "@/lib/cx";

interface Props {
  label: string;
  value: number;
  max: number;
  /** In words, for screen readers. */
  words?: string;
  tone?: "accent" | "warn" | "bad";
  /** Small marks on the bar, as shares of the whole. */
  marks?: readonly number[];
  className?: string;
}

const TONES = { accent: "bg-accent", warn: "bg-series-4", bad: "bg-bad" };

/** How much of something is used, as an honest bar: more than all of it is a full bar in another tone. */
export function Progress({ label, value, max, words, tone = "accent", marks = [], className }: Props) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={words}
      className={cx("relative h-1.5 w-full overflow-hidden rounded-full bg-fill", className)}
    >
      <div className={cx("h-full rounded-full transition-[width] duration-300", TONES[tone])} style={{ width: `${share * 100}%` }} />
      {marks.map((mark) => (
        <span key={mark} aria-hidden className="absolute inset-y-0 w-px bg-card" style={{ left: `${mark * 100}%` }} />
      ))}
    </div>
  );
}
