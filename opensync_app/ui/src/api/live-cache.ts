import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { LiveHandlers } from "./live";
import { sessionQuery, statusQuery } from "./queries";
import { refreshTranscript } from "./reading";
import type { SearchPage, Session, SessionPage, Status } from "./types";

const REST_MS = 300;
/** Figures are sums over many rows: while an import runs they are asked for less often. */
const FIGURES_REST_MS = 2000;
/** Kinds that people want to know at once; the others wait in the bell. */
const URGENT = ["import-failed", "budget-reached"];
/** Longer lists are mended row by row instead of being fetched anew. */
const REFETCH_PAGES = 3;

/** Keeps the cached answers in step with the event stream. */
export function liveHandlers(client: QueryClient, announce: (words: string) => void): LiveHandlers {
  const changed = new Set<string>();
  let timer: number | undefined;
  let figuresTimer: number | undefined;

  const tails = new Map<string, "busy" | "again">();

  /** One fetch at a time for a session, so that an older answer never replaces a newer one. */
  const followTail = async (id: string): Promise<void> => {
    if (tails.has(id)) return void tails.set(id, "again");
    do {
      tails.set(id, "busy");
      await refreshTranscript(client, id);
    } while (tails.get(id) === "again");
    tails.delete(id);
  };

  const settle = async (): Promise<void> => {
    const ids = [...changed];
    changed.clear();
    await Promise.allSettled([
      client.invalidateQueries({ queryKey: statusQuery.queryKey }),
      client.invalidateQueries({ queryKey: ["recent-sessions"] }),
      refreshLists(client, ids),
      refreshSessions(client, ids),
    ]);
  };

  return {
    change: (ids) => {
      for (const id of ids) {
        changed.add(id);
        void followTail(id);
      }
      figuresTimer ??= window.setTimeout(() => {
        figuresTimer = undefined;
        void client.invalidateQueries({ queryKey: ["figures"] });
      }, FIGURES_REST_MS);
      // Many small changes, one refresh: an import tells of thousands of sessions.
      if (timer !== undefined) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        void settle();
      }, REST_MS);
    },
    index: (lag) => {
      client.setQueryData<Status>(statusQuery.queryKey, (old) =>
        old && { ...old, index: { ...old.index, lag, ...(lag === 0 ? { state: "ready" as const, built: null } : {}) } },
      );
      if (lag === 0) void client.invalidateQueries({ queryKey: ["search"] });
    },
    import: (status) => client.setQueryData<Status>(statusQuery.queryKey, (old) => old && { ...old, import: status }),
    semantic: (semantic) => {
      client.setQueryData<Status>(statusQuery.queryKey, (old) => old && { ...old, semantic });
      void client.invalidateQueries({ queryKey: ["search", "page"], predicate: (query) => isSecondBest(query.state.data) });
    },
    notification: (notification) => {
      void client.invalidateQueries({ queryKey: ["notifications"] });
      if (URGENT.includes(notification.kind)) announce(notification.title);
    },
    healed: () => void client.invalidateQueries(),
  };
}

/** Whether a search was answered in another mode than was asked for: with more vectors it may do better. */
function isSecondBest(data: unknown): boolean {
  const page = (data as InfiniteData<SearchPage> | undefined)?.pages[0];
  return page !== undefined && page.mode !== page.requestedMode;
}

async function refreshLists(client: QueryClient, ids: string[]): Promise<void> {
  const isShort = (data: unknown): boolean => ((data as InfiniteData<SessionPage> | undefined)?.pages.length ?? 0) <= REFETCH_PAGES;
  await client.invalidateQueries({ queryKey: ["sessions"], predicate: (query) => isShort(query.state.data) });
  const long = client.getQueryCache().findAll({ queryKey: ["sessions"], predicate: (query) => !isShort(query.state.data) });
  if (long.length === 0) return;
  const fresh = await Promise.all(ids.slice(0, 20).map((id) => client.query({ ...sessionQuery(id), staleTime: 0, retry: false })));
  for (const query of long) client.setQueryData<InfiniteData<SessionPage>>(query.queryKey, (old) => old && withSessions(old, fresh));
}

function withSessions(list: InfiniteData<SessionPage>, fresh: Session[]): InfiniteData<SessionPage> {
  const byId = new Map(fresh.map((session) => [session.id, session]));
  return { ...list, pages: list.pages.map((page) => ({ ...page, sessions: page.sessions.map((one) => byId.get(one.id) ?? one) })) };
}

async function refreshSessions(client: QueryClient, ids: string[]): Promise<void> {
  await Promise.all(ids.map((id) => client.invalidateQueries({ queryKey: sessionQuery(id).queryKey })));
}
