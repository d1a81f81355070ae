import { timeTicks } from "./time-ticks";

interface Props {
  /** Epoch ms at the left and at the right edge. */
  from: number;
  to: number;
  /** Px. */
  width: number;
  /** How high the hairlines reach below the names, in px. */
  height?: number;
}

const ROOM = 84;
/** A name that begins nearer to the right edge would be cut. */
const LAST_NAME = 36;

/** The time along the top of a timeline: names at round local moments, hairlines through all lanes. */
export function TimeAxis({ from, to, width, height = 0 }: Props) {
  const x = (at: number): number => ((at - from) / Math.max(1, to - from)) * width;
  return (
    <div aria-hidden className="pointer-events-none relative h-6 text-[10px] text-muted" style={{ width }}>
      {timeTicks(from, to, Math.max(1, Math.floor(width / ROOM))).map((tick) => (
        <span key={tick.at} className="absolute top-0 border-l pl-1.5 leading-6 whitespace-nowrap" style={{ left: x(tick.at), height: 24 + height }}>
          {x(tick.at) < width - LAST_NAME && tick.label}
        </span>
      ))}
    </div>
  );
}
