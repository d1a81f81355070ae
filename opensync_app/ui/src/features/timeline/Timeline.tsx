import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronsRight, Maximize2, ZoomIn, ZoomOut } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { timelineQuery, type BulkFilter } from "@/api/session-lists";
import type { SessionTimeline } from "@/api/types";
import { Button, IconButton } from "@/components/Button";
import { TimeAxis } from "@/components/charts/TimeAxis";
import { useWidth } from "@/components/charts/use-size";
import { Blank, Failure } from "@/components/States";
import { RowBones } from "@/components/Skeletons";
import { useNow } from "@/lib/clock";
import { formatCount, plural } from "@/lib/format";
import { useKeys } from "@/lib/use-keys";
import { Lane } from "./Lane";
import { centred, fitted, panned, readView, seeing, writeView, zoomed, type View } from "./layout";
import { useView, type Kept } from "./use-view";

interface Props {
  filter: BulkFilter;
  /** The stretch of time that is seen, as the address keeps it; absent shows everything. */
  span: string | undefined;
  onSpan: (span: string | undefined) => void;
  onOpen: (id: string) => void;
}

/** Sessions true to the time they took, in lanes of projects. */
export function Timeline({ filter, span, onSpan, onOpen }: Props) {
  const [until, setUntil] = useState<number>();
  const asked = useMemo(() => (until === undefined ? filter : { ...filter, until }), [filter, until]);
  const query = useQuery(timelineQuery(asked));
  if (query.isError && !query.data) return <Failure title="The timeline could not be read" error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <RowBones rows={8} />;
  if (query.data.from === null || query.data.to === null) return <Blank title="No session matches">Try fewer filters.</Blank>;
  const first = query.data.from;
  return (
    <Lanes
      key={until ?? "newest"}
      timeline={query.data}
      whole={fitted(first, query.data.to)}
      kept={{ begin: until === undefined ? readView(span) : undefined, keep: (view) => onSpan(view && writeView(view)) }}
      onOpen={onOpen}
      onEarlier={query.data.shown < query.data.total ? () => setUntil(first) : undefined}
      onNewest={until === undefined ? undefined : () => setUntil(undefined)}
    />
  );
}

interface LanesProps {
  timeline: SessionTimeline;
  whole: View;
  kept: Kept;
  onOpen: (id: string) => void;
  /** There when sessions were left out: shows those before. */
  onEarlier: (() => void) | undefined;
  onNewest: (() => void) | undefined;
}

function Lanes({ timeline, whole, kept, onOpen, onEarlier, onNewest }: LanesProps) {
  const [area, width] = useWidth<HTMLDivElement>();
  const { view, setView, drag, wasDragged } = useView(whole, kept, area, width);
  const sessions = useMemo(() => timeline.lanes.flatMap((lane) => lane.sessions), [timeline]);
  const zoom = (factor: number): void => setView(seeing(zoomed(view, factor), sessions));
  const seek = useCallback((moment: number) => setView(centred(view, moment)), [setView, view]);
  useKeys({
    ArrowLeft: () => setView(panned(view, -0.2)),
    ArrowRight: () => setView(panned(view, 0.2)),
    "+": () => zoom(0.6),
    "=": () => zoom(0.6),
    "-": () => zoom(1.6),
    "0": () => setView(undefined),
  });
  const open = useCallback(
    (id: string) => {
      if (!wasDragged()) onOpen(id);
    },
    [onOpen, wasDragged],
  );
  return (
    <section aria-label="Timeline" className="flex h-full min-w-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-1 border-b px-4 text-xs text-muted">
        <span role="status" className="mr-auto truncate tabular-nums">
          {timeline.shown < timeline.total ? `${formatCount(timeline.shown)} of ${plural(timeline.total, "session")}, the newest` : plural(timeline.total, "session")}
          <span className="max-md:hidden"> · drag to move, Ctrl and wheel to zoom</span>
        </span>
        {onEarlier && (
          <Button tone="quiet" onClick={onEarlier}>
            <ChevronLeft /> Earlier
          </Button>
        )}
        {onNewest && (
          <Button tone="quiet" onClick={onNewest}>
            Newest <ChevronsRight />
          </Button>
        )}
        <IconButton label="Zoom in" onClick={() => zoom(0.6)}>
          <ZoomIn />
        </IconButton>
        <IconButton label="Zoom out" onClick={() => zoom(1.6)}>
          <ZoomOut />
        </IconButton>
        <IconButton label="Show all" onClick={() => setView(undefined)}>
          <Maximize2 />
        </IconButton>
      </div>
      <div className="flex h-6 shrink-0 overflow-hidden border-b [scrollbar-gutter:stable]">
        <div className="w-28 shrink-0 border-r sm:w-44" />
        <div ref={area} className="relative min-w-0 flex-1 overflow-hidden">
          <TimeAxis from={view.from} to={view.to} width={width} />
        </div>
      </div>
      <div className="relative min-h-0 flex-1 cursor-grab touch-pan-y overflow-x-hidden overflow-y-auto [scrollbar-gutter:stable] active:cursor-grabbing" {...drag}>
        <div role="list" aria-label="Projects">
          {timeline.lanes.map((lane) => (
            <Lane key={lane.project} lane={lane} view={view} width={width} onOpen={open} onSeek={seek} />
          ))}
        </div>
        <Now view={view} width={width} />
      </div>
    </section>
  );
}

/** A line at the present moment, where it is seen. */
function Now({ view, width }: { view: View; width: number }) {
  const now = useNow();
  if (now < view.from || now > view.to) return null;
  const left = ((now - view.from) / (view.to - view.from)) * width;
  return (
    <div aria-hidden className="pointer-events-none absolute inset-y-0 left-28 sm:left-44">
      <div className="absolute inset-y-0 border-l border-accent" style={{ left }} />
    </div>
  );
}
