import { memo, useMemo } from "react";
import type { TimelineLane, TimelineSession } from "@/api/types";
import { sourceHue } from "@/components/Badge";
import { cx } from "@/lib/cx";
import { formatCompact, formatCost, formatDuration, formatMoment } from "@/lib/format";
import { sourceLook } from "@/lib/sources";
import { packed, type View } from "./layout";

const ROW = 22;
const ROOM = 10;
/** From this width on a block has room for words. */
const WORDS_FROM = 48;

interface Props {
  lane: TimelineLane;
  view: View;
  width: number;
  onOpen: (id: string) => void;
}

/** One project: its name at the left, its sessions along the time. */
export const Lane = memo(function Lane({ lane, view, width, onOpen }: Props) {
  const { blocks, rows } = useMemo(() => packed(lane.sessions, view, width), [lane, view, width]);
  return (
    <div role="listitem" className="flex border-b" style={{ height: rows * ROW + ROOM }}>
      <div className="sticky left-0 z-10 w-28 shrink-0 border-r bg-page px-3 py-1.5 sm:w-44">
        <div className="truncate text-xs" title={lane.project}>
          {lane.project === "-" ? "No project" : lane.project}
        </div>
        {rows > 1 && <div className="text-[11px] text-muted tabular-nums">{lane.count} sessions</div>}
      </div>
      <div className="relative min-w-0 flex-1 overflow-hidden">
        {blocks.map(({ item, left, width: wide, row }) => (
          <button
            key={item.id}
            type="button"
            title={wordsOf(item)}
            aria-label={wordsOf(item)}
            onClick={() => onOpen(item.id)}
            className={cx("absolute truncate rounded-sm border border-current/40 px-1 text-left text-[11px] leading-4 hover:border-current focus-visible:z-10", sourceHue(item.source))}
            style={{ left, width: wide, top: ROOM / 2 + row * ROW, height: ROW - 3 }}
          >
            {wide >= WORDS_FROM ? (item.title ?? "Untitled") : ""}
          </button>
        ))}
      </div>
    </div>
  );
});

function wordsOf(session: TimelineSession): string {
  const { title, source, start, end, tokens, cost } = session;
  return [
    title ?? "Untitled",
    sourceLook(source).label,
    formatMoment(start),
    formatDuration(end - start),
    `${formatCompact(tokens)} tokens`,
    formatCost(cost),
  ].join(" · ");
}
