import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

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
      const answer = await unwrap(api.GET("/api/sessions/{session_id}", { params: { path: { session_id: id }, query: { limit: 0 } }, signal }));
      return answer.session;
    },
  });
}

/** One message with every text whole. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ["message", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/messages/{message_id}", { params: { path: { message_id: id } }, signal })),
    staleTime: Infinity,
  });
}
