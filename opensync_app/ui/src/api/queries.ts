import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const MESSAGES_PAGE = 200;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/status", { signal })),
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/me", { signal })),
  staleTime: Infinity,
});

/** One session's facts, without its messages. */
export function sessionQuery(id: string) {
  return queryOptions({
    queryKey: ["session", id],
    queryFn: async ({ signal }) => {
      const answer = await unwrap(api.GET("/api/sessions/{session_id}", { params: { path: { session_id: id }, query: { limit: 1 } }, signal }));
      return answer.session;
    },
  });
}

/** The messages of a session, oldest first. */
export function messagesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["messages", id],
    queryFn: ({ pageParam, signal }) => fetchMessages(id, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function fetchMessages(id: string, cursor: string, signal?: AbortSignal) {
  const query = present({ limit: MESSAGES_PAGE, cursor });
  return unwrap(api.GET("/api/sessions/{session_id}/messages", { params: { path: { session_id: id }, query }, signal: signal ?? null }));
}

/** One message with every text whole. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ["message", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/messages/{message_id}", { params: { path: { message_id: id } }, signal })),
    staleTime: Infinity,
  });
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The query without what is absent: no empty parameter goes out. */
function present<T extends object>(query: T): Present<T> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== "")) as Present<T>;
}
