import { useInfiniteQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { sessionsQuery } from "@/api/session-lists";
import { bulkFilter, listFilter, type SessionsAddress } from "@/features/sessions/address";
import { HiddenNote } from "@/features/sessions/HiddenNote";
import { ListFilters } from "@/features/sessions/ListFilters";
import { ListSkeleton } from "@/features/sessions/ListSkeleton";
import { SessionList } from "@/features/sessions/SessionList";
import { cx } from "@/lib/cx";
import { useKeys } from "@/lib/use-keys";
import { FirstRun, Timeline } from "../lazy-pages";

/** What the timeline leaves out as noise, as the list says it. */
function TimelineNote({ address, onChange }: { address: SessionsAddress; onChange: (change: SessionsAddress) => void }) {
  const { data } = useInfiniteQuery(sessionsQuery(listFilter(address)));
  const hidden = data?.pages.at(-1)?.hidden;
  return hidden && <HiddenNote address={address} hidden={hidden} onChange={onChange} />;
}

/** The list or the timeline, and beside it the session that is open; on narrow screens one of the two. */
export function SessionsPage() {
  const search = useSearch({ from: "/sessions" });
  const { sessionId } = useParams({ strict: false });
  const navigate = useNavigate();
  const isOpen = sessionId !== undefined;
  const router = useRouter();
  useKeys({
    Escape: () => {
      // The newest address counts, not the one on screen: a session may just be opening.
      if (router.latestLocation.pathname === "/sessions") return;
      void navigate({ to: "/sessions", search: (now) => ({ ...now, m: undefined }) });
    },
  });
  const change = (part: SessionsAddress): void => void navigate({ to: ".", search: (now) => ({ ...now, ...part }), replace: true });
  const open = (id: string): void => void navigate({ to: "/sessions/$sessionId", params: { sessionId: id }, search: { ...search, m: undefined } });
  const seek = (q: string): void => void navigate({ to: "/context", search: { source: search.source, q } });
  return (
    <div className="flex h-full">
      <div className={cx("flex h-full min-w-0 flex-col", isOpen ? "hidden w-[clamp(21rem,36%,38rem)] shrink-0 border-r lg:flex" : "w-full")}>
        <ListFilters address={search} filter={bulkFilter(search)} isBeside={isOpen} onChange={change} />
        <div className="min-h-0 flex-1">
          {search.view === "timeline" && !isOpen ? (
            <Suspense fallback={<ListSkeleton rows={8} />}>
              <div className="flex h-full flex-col">
                <TimelineNote address={search} onChange={change} />
                <div className="min-h-0 flex-1">
                  <Timeline filter={bulkFilter(search)} span={search.span} onSpan={(span) => span !== search.span && change({ span })} onOpen={open} />
                </div>
              </div>
            </Suspense>
          ) : (
            <SessionList address={search} openId={sessionId} onChange={change} onOpen={open} onSearch={seek} firstRun={<Suspense><FirstRun /></Suspense>} />
          )}
        </div>
      </div>
      {isOpen && (
        <div className="h-full min-w-0 flex-1">
          <Outlet />
        </div>
      )}
    </div>
  );
}
