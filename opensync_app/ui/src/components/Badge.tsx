import { cx } from "@/lib/cx";
import { sourceLook, type Hue } from "@/lib/sources";

const HUES: Record<Hue, string> = {
  amber: "bg-hue-amber-soft text-hue-amber",
  blue: "bg-hue-blue-soft text-hue-blue",
  orange: "bg-hue-orange-soft text-hue-orange",
  purple: "bg-hue-purple-soft text-hue-purple",
  violet: "bg-hue-violet-soft text-hue-violet",
  green: "bg-hue-green-soft text-hue-green",
  cyan: "bg-hue-cyan-soft text-hue-cyan",
  grey: "bg-hue-grey-soft text-hue-grey",
};

/** The classes that paint something in the hue of a source. */
export function sourceHue(source: string): string {
  return HUES[sourceLook(source).hue];
}

/** The coding tool a session came from: two letters, or its name. */
export function SourceBadge({ source, long = false }: { source: string; long?: boolean }) {
  const look = sourceLook(source);
  return (
    <span
      title={look.label}
      className={cx("inline-block shrink-0 rounded px-1.5 text-[10px]/4 font-medium tracking-wide whitespace-nowrap", HUES[look.hue])}
    >
      <span aria-hidden={!long}>{long ? look.label : look.short}</span>
      {!long && <span className="sr-only">{look.label}</span>}
    </span>
  );
}
