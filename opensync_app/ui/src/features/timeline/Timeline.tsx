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
import { fitted, panned, zoomed, type View } from "./layout";
import { useView } from "./use-view";

interface Props {
  filter: BulkFilter;
  onOpen: (id: string) => void;
}

/** Sessions true to the time they took, in lanes of projects. */
export function Timeline({ filter, onOpen }: Props) {
  const [until, setUntil] = useState<number>();
  const asked = useMemo(() => (until === undefined ? filter : { ...filter, until }), [filter, until]);
  const query = useQuery(timelineQuery(asked));
  if (query.isError && !query.data) return <Failure title="The timeline could not be read" error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <RowBones rows={8} />;
  if (query.data.from === null || query.data.to === null) return <Blank title="No session matches">Try fewer filters.</Blank>;
  const first = query.data.from;
  return (
    <Lanes
      key={`${first} ${query.data.to}`}
      timeline={query.data}
      whole={fitted(first, query.data.to)}
      onOpen={onOpen}
      onEarlier={query.data.shown < query.data.total ? () => setUntil(first) : undefined}
      onNewest={until === undefined ? undefined : () => setUntil(undefined)}
    />
  );
}

interface LanesProps {
  timeline: SessionTimeline;
  whole: View;
  onOpen: (id: string) => void;
  /** There when sessions were left out: shows those before. */
  onEarlier: (() => void) | undefined;
  onNewest: (() => void) | undefined;
}

function Lanes({ timeline, whole, onOpen, onEarlier, onNewest }: LanesProps) {
  const [area, width] = useWidth<HTMLDivElement>();
  const [begun] = useState(whole);
  const { view, setView, drag, wasDragged } = useView(begun, area, width);
  useKeys({
    ArrowLeft: () => setView(panned(view, -0.2)),
    ArrowRight: () => setView(panned(view, 0.2)),
    "+": () => setView(zoomed(view, 0.6)),
    "=": () => setView(zoomed(view, 0.6)),
    "-": () => setView(zoomed(view, 1.6)),
    "0": () => setView(whole),
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
        <IconButton label="Zoom in" onClick={() => setView(zoomed(view, 0.6))}>
          <ZoomIn />
        </IconButton>
        <IconButton label="Zoom out" onClick={() => setView(zoomed(view, 1.6))}>
          <ZoomOut />
        </IconButton>
        <IconButton label="Show all" onClick={() => setView(whole)}>
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
            <Lane key={lane.project} lane={lane} view={view} width={width} onOpen={open} />
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
