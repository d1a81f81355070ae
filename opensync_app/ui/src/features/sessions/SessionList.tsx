import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { sessionsQuery, type SessionFilter } from "@/api/queries";
import { Blank, Failure } from "@/components/States";
import { formatCount } from "@/lib/format";
import { ListHeader } from "./ListHeader";
import { ListSkeleton } from "./ListSkeleton";
import { SessionRow } from "./SessionRow";
import { TitleFilter } from "./TitleFilter";
import { useAnchor } from "./use-anchor";
import { useListKeys } from "./use-list-keys";

const ROW = 56;

interface Props {
  filter: SessionFilter;
  openId: string | undefined;
  onFilter: (change: Partial<SessionFilter>) => void;
  onOpen: (id: string) => void;
  /** What stands here while the app knows no session at all. */
  firstRun: ReactNode;
}

/** The list of sessions, of any length. */
export function SessionList({ filter, openId, onFilter, onOpen, firstRun }: Props) {
  const query = useInfiniteQuery(sessionsQuery(filter));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const sessions = useMemo(() => data?.pages.flatMap((page) => page.sessions) ?? [], [data]);
  const ids = useMemo(() => sessions.map((session) => session.id), [sessions]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 12,
  });
  useAnchor(ids, ROW, scroller);
  const openIndex = sessions.findIndex((one) => one.id === openId || one.externalId === openId);
  const cursor = useListKeys({
    count: sessions.length,
    openIndex,
    show: (index) => virtual.scrollToIndex(index),
    open: (index) => ids[index] !== undefined && onOpen(ids[index]),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= sessions.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, last, sessions.length, fetchNextPage]);

  const total = data?.pages.at(-1)?.total ?? 0;
  const isFiltered = Boolean(filter.q) || Boolean(filter.source);
  if (data && total === 0 && !isFiltered) return firstRun;
  return (
    <section aria-label="Sessions" className="@container flex h-full min-w-0 flex-col">
      <div className="flex h-12 shrink-0 items-center gap-3 border-b px-2 pr-4">
        <TitleFilter value={filter.q ?? ""} onChange={(q) => onFilter({ q: q || undefined })} />
        <span role="status" className="ml-auto shrink-0 text-xs text-muted tabular-nums">
          {data && `${formatCount(total)} ${isFiltered ? "found" : total === 1 ? "session" : "sessions"}`}
        </span>
      </div>
      <ListHeader sort={filter.sort} order={filter.order} onSort={onFilter} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
        {query.isPending && <ListSkeleton rows={14} />}
        {query.isError && !data && <Failure title="The sessions could not be read" error={query.error} onRetry={() => void query.refetch()} />}
        {data && total === 0 && <Blank title="No session matches">Try fewer words, or another source.</Blank>}
        <div role="list" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const session = sessions[item.index];
            return (
              session && (
                <div
                  key={item.key}
                  role="listitem"
                  className="absolute inset-x-0 top-0"
                  style={{ height: ROW, transform: `translateY(${item.start}px)` }}
                >
                  <SessionRow session={session} index={item.index} isOpen={item.index === openIndex} isCursor={item.index === cursor} />
                </div>
              )
            );
          })}
        </div>
        {isFetchingNextPage && <ListSkeleton rows={3} />}
      </div>
    </section>
  );
}
