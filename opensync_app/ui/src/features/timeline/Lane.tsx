import { ArrowLeft, ArrowRight } from "lucide-react";
import { memo, useMemo } from "react";
import type { TimelineLane, TimelineSession } from "@/api/types";
import { sourceHue } from "@/components/Badge";
import { cx } from "@/lib/cx";
import { formatCompact, formatCost, formatDuration, formatMoment } from "@/lib/format";
import { titleWords } from "@/lib/plain";
import { sourceLook } from "@/lib/sources";
import { packed, unseen, type View } from "./layout";

const ROW = 22;
const ROOM = 10;
/** From this width on a block has room for words. */
const WORDS_FROM = 48;

interface Props {
  lane: TimelineLane;
  view: View;
  width: number;
  onOpen: (id: string) => void;
  /** Brings a moment into sight. */
  onSeek: (moment: number) => void;
}

/** One project: its name at the left, its sessions along the time. */
export const Lane = memo(function Lane({ lane, view, width, onOpen, onSeek }: Props) {
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
            dir="auto"
            title={wordsOf(item)}
            aria-label={wordsOf(item)}
            onClick={() => onOpen(item.id)}
            className={cx("absolute truncate rounded-sm border border-current/40 px-1 text-start text-[11px] leading-4 hover:border-current focus-visible:z-10", sourceHue(item.source))}
            style={{ left, width: wide, top: ROOM / 2 + row * ROW, height: ROW - 3 }}
          >
            {wide >= WORDS_FROM ? titleWords(item.title) : ""}
          </button>
        ))}
        {blocks.length === 0 && width > 0 && <Elsewhere sessions={lane.sessions} view={view} onSeek={onSeek} />}
      </div>
    </div>
  );
});

/** Where the sessions of a lane are when none of them is in sight. */
function Elsewhere({ sessions, view, onSeek }: { sessions: TimelineSession[]; view: View; onSeek: (moment: number) => void }) {
  const { before, after, last, next } = unseen(sessions, view);
  const look = "pointer-events-auto flex items-center gap-1 rounded-sm px-1.5 py-0.5 text-[11px] text-muted tabular-nums hover:bg-fill hover:text-ink [&_svg]:size-3";
  return (
    <div className="pointer-events-none absolute inset-x-1 top-1.5 flex justify-between">
      {last && (
        <button type="button" aria-label={`${before} earlier, show the last of them`} className={look} onClick={() => onSeek((last.start + last.end) / 2)}>
          <ArrowLeft /> {before} earlier
        </button>
      )}
      {next && (
        <button type="button" aria-label={`${after} later, show the first of them`} className={`${look} ml-auto`} onClick={() => onSeek((next.start + next.end) / 2)}>
          {after} later <ArrowRight />
        </button>
      )}
    </div>
  );
}

function wordsOf(session: TimelineSession): string {
  const { title, source, start, end, tokens, cost } = session;
  return [
    titleWords(title),
    sourceLook(source).label,
    formatMoment(start),
    formatDuration(end - start),
    `${formatCompact(tokens)} tokens`,
    formatCost(cost),
  ].join(" · ");
}
