import { Outlet, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { FirstRun } from "@/features/first-run/FirstRun";
import { bulkFilter, type SessionsAddress } from "@/features/sessions/address";
import { ListFilters } from "@/features/sessions/ListFilters";
import { ListSkeleton } from "@/features/sessions/ListSkeleton";
import { SessionList } from "@/features/sessions/SessionList";
import { cx } from "@/lib/cx";
import { useKeys } from "@/lib/use-keys";

const Timeline = lazy(async () => ({ default: (await import("@/features/timeline/Timeline")).Timeline }));

const READER_AFTER_MS = 600;

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
  // The reader is at hand before a session is clicked.
  useEffect(() => {
    const timer = window.setTimeout(() => void import("./ReaderPage"), READER_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  const change = (part: SessionsAddress): void => void navigate({ to: ".", search: (now) => ({ ...now, ...part }), replace: true });
  const open = (id: string): void => void navigate({ to: "/sessions/$sessionId", params: { sessionId: id }, search: { ...search, m: undefined } });
  return (
    <div className="flex h-full flex-col">
      <div className={cx(isOpen && "hidden")}>
        <ListFilters address={search} filter={bulkFilter(search)} onChange={change} />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className={cx("h-full min-w-0", isOpen ? "hidden w-[clamp(21rem,36%,38rem)] shrink-0 border-r lg:block" : "w-full")}>
          {search.view === "timeline" && !isOpen ? (
            <Suspense fallback={<ListSkeleton rows={8} />}>
              <Timeline filter={bulkFilter(search)} onOpen={open} />
            </Suspense>
          ) : (
            <SessionList address={search} openId={sessionId} onChange={change} onOpen={open} firstRun={<FirstRun />} />
          )}
        </div>
        {isOpen && (
          <div className="h-full min-w-0 flex-1">
            <Outlet />
          </div>
        )}
      </div>
    </div>
  );
}
