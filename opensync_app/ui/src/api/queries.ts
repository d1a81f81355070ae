import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Status } from "./types";

const REBUILDING_MS = 2000;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/status", { signal })),
  // Nobody announces how far an index in the making is.
  refetchInterval: ({ state }) => (state.data?.index.state === "rebuilding" || (state.data?.index.lag ?? 0) > 0 ? REBUILDING_MS : false),
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

/** Whether search by meaning is switched off; not whether something keeps it from working. */
export function isMeaningOff({ semantic }: Status): boolean {
  return semantic.state === "off" && semantic.problem === null;
}
