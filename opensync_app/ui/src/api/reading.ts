import { infiniteQueryOptions, queryOptions, type QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { MessagePage } from "./types";

/** Messages of one page of the reader; small enough that a page stays far below 300 kB. */
export const PAGE = 100;

const path = (id: string) => ({ session_id: id });

/** The page of a number: the messages from `page * PAGE` on. Large messages come in several answers. */
export function pageQuery(id: string, page: number) {
  return queryOptions({
    queryKey: ["messages", id, "page", page],
    queryFn: async ({ signal }) => {
      const from = page * PAGE;
      const more = (limit: number, offset: number) =>
        unwrap(api.GET("/api/sessions/{session_id}/messages", { params: { path: path(id), query: { limit, offset } }, signal }));
      const whole = await more(PAGE, from);
      for (let last = whole; last.nextCursor && last.messages.length > 0 && whole.messages.length < PAGE; ) {
        last = await more(PAGE - whole.messages.length, from + whole.messages.length);
        whole.messages.push(...last.messages);
      }
      return whole;
    },
    // What was read long ago is dropped; coming back costs a few milliseconds.
    gcTime: 60_000,
  });
}

/** How many messages there are, asked with the last of them; only changes ask, for every page tells it too. */
export function tailQuery(id: string) {
  return queryOptions({
    queryKey: ["messages", id, "tail"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/sessions/{session_id}/messages", { params: { path: path(id), query: { limit: 1, from: "end" } }, signal })),
  });
}

/** The number of a message in its session. */
export function placeQuery(id: string, message: string) {
  return queryOptions({
    queryKey: ["messages", id, "place", message],
    queryFn: async ({ signal }) => {
      const page = await unwrap(
        api.GET("/api/sessions/{session_id}/messages", { params: { path: path(id), query: { limit: 1, around: message } }, signal }),
      );
      return page.offset;
    },
  });
}

/** Prompts and other headings of a whole session, and the size of its context. */
export function outlineQuery(id: string) {
  return queryOptions({
    queryKey: ["outline", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions/{session_id}/outline", { params: { path: path(id) }, signal })),
    placeholderData: (before) => before,
  });
}

/** The messages of a session that hold these words. */
export function findQuery(id: string, words: string) {
  return queryOptions({
    queryKey: ["find", id, words],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions/{session_id}/find", { params: { path: path(id), query: { q: words } }, signal })),
    enabled: words !== "",
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
}

/** The first messages of a session, for a look into a sub-agent. */
export function glanceQuery(id: string, limit: number) {
  return queryOptions({
    queryKey: ["messages", id, "glance", limit],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/sessions/{session_id}/messages", { params: { path: path(id), query: { limit } }, signal })),
  });
}

/** The parts of a very large message behind the first so many. */
export function partsQuery(message: string, first: number) {
  return infiniteQueryOptions({
    queryKey: ["parts", message, first],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/messages/{message_id}/parts", { params: { path: { message_id: message }, query: { offset: pageParam } }, signal })),
    initialPageParam: first,
    getNextPageParam: ({ offset, parts, total }) => (parts.length > 0 && offset + parts.length < total ? offset + parts.length : undefined),
    staleTime: Infinity,
  });
}

/** The lines of the tool's own file that say a message. */
export function rawQuery(message: string) {
  return queryOptions({
    queryKey: ["raw", message],
    queryFn: ({ signal }) => unwrap(api.GET("/api/messages/{message_id}/raw", { params: { path: { message_id: message } }, signal })),
  });
}

const REST_MS = 1200;
const waiting = new Map<string, number>();

/**
 * Brings an open session in step after a change: its end at once, for that is where sessions grow,
 * the rest of what is shown a moment later, once for many changes.
 */
export async function refreshTranscript(client: QueryClient, id: string): Promise<void> {
  const key = ["messages", id];
  await client.invalidateQueries({ queryKey: key, refetchType: "none" });
  if (client.getQueryCache().findAll({ queryKey: key, type: "active" }).length === 0) return;
  const last = lastPage(client, id);
  await Promise.all([
    client.query({ ...tailQuery(id), staleTime: 0 }).catch(() => undefined),
    last !== undefined && client.refetchQueries({ queryKey: pageQuery(id, last).queryKey, type: "active" }),
  ]);
  if (waiting.has(id)) return;
  const timer = window.setTimeout(() => {
    waiting.delete(id);
    void client.invalidateQueries({ queryKey: key, refetchType: "active" });
    void client.invalidateQueries({ queryKey: outlineQuery(id).queryKey });
  }, REST_MS);
  waiting.set(id, timer);
}

/** The number of the last page that is known. */
function lastPage(client: QueryClient, id: string): number | undefined {
  const totals = client.getQueriesData<MessagePage>({ queryKey: ["messages", id] }).map(([, page]) => page?.total ?? 0);
  const total = Math.max(0, ...totals);
  return total === 0 ? undefined : Math.floor((total - 1) / PAGE);
}
