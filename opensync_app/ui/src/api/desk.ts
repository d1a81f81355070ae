import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { Preferences } from "./types";

/** What the person set for themselves; what was never set is absent. */
export const preferencesQuery = queryOptions({
  queryKey: ["preferences"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/preferences", { signal })),
  staleTime: Infinity,
});

/** Sets what is named and forgets what is null. */
export function editPreferences(body: { [K in keyof Preferences]?: Preferences[K] | null }) {
  return unwrap(api.PATCH("/api/preferences", { body }));
}

/** What happened, newest first. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: ["notifications"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET("/api/notifications", { params: { query: { limit: 20, ...(pageParam === "" ? {} : { cursor: pageParam }) } }, signal })),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

/** Marks these as read, or all. */
export function readNotifications(ids: string[] | "all") {
  return unwrap(api.POST("/api/notifications/read", { body: ids === "all" ? { all: true } : { ids } }));
}
