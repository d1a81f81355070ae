import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { LiveHandlers } from "./live";
import { fetchMessages, messagesQuery, sessionQuery, statusQuery } from "./queries";
import type { MessagePage, Session, SessionPage, Status } from "./types";

type Pages = InfiniteData<MessagePage>;

const REST_MS = 300;
/** Longer lists are mended row by row instead of being fetched anew. */
const REFETCH_PAGES = 3;

/** Keeps the cached answers in step with the event stream. */
export function liveHandlers(client: QueryClient): LiveHandlers {
  const changed = new Set<string>();
  let timer: number | undefined;

  const tails = new Map<string, "busy" | "again">();

  /** One fetch at a time for a session, so that an older answer never replaces a newer one. */
  const followTail = async (id: string): Promise<void> => {
    if (tails.has(id)) return void tails.set(id, "again");
    do {
      tails.set(id, "busy");
      await refreshTail(client, id);
    } while (tails.get(id) === "again");
    tails.delete(id);
  };

  const settle = async (): Promise<void> => {
    const ids = [...changed];
    changed.clear();
    await Promise.allSettled([
      client.invalidateQueries({ queryKey: statusQuery.queryKey }),
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
      // Many small changes, one refresh: an import tells of thousands of sessions.
      if (timer !== undefined) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        void settle();
      }, REST_MS);
    },
    index: (lag) => {
      client.setQueryData<Status>(statusQuery.queryKey, (old) =>
        old && { ...old, index: { ...old.index, lag, ...(lag === 0 ? { state: "ready" as const } : {}) } },
      );
      if (lag === 0) void client.invalidateQueries({ queryKey: ["search"] });
    },
    import: (status) => client.setQueryData<Status>(statusQuery.queryKey, (old) => old && { ...old, import: status }),
    healed: () => void client.invalidateQueries(),
  };
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

/** Fetches the last loaded page of an open session again: new messages stand at its end. */
async function refreshTail(client: QueryClient, id: string): Promise<void> {
  const key = messagesQuery(id).queryKey;
  const before = client.getQueryData(key);
  const cursor = before?.pageParams.at(-1);
  if (before === undefined || typeof cursor !== "string") return;
  const page = await fetchMessages(id, cursor).catch(() => undefined);
  if (page === undefined) return;
  client.setQueryData(key, (old) => old && withTail(old, cursor, page));
  const now = client.getQueryData(key);
  // A changed count that the tail does not explain means that an earlier page changed as well.
  if (now && page.nextCursor == null && countOf(now) !== page.total) await client.invalidateQueries({ queryKey: key });
}

function withTail(old: Pages, cursor: string, page: MessagePage): Pages {
  const at = old.pageParams.lastIndexOf(cursor);
  return { ...old, pages: old.pages.map((one, index) => (index === at ? page : one)) };
}

function countOf(list: InfiniteData<MessagePage>): number {
  return list.pages.reduce((sum, page) => sum + page.messages.length, 0);
}
