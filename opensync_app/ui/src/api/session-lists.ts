import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { paths } from "./generated/schema";

type Query = NonNullable<paths["/api/sessions"]["get"]["parameters"]["query"]>;
export type SessionSort = NonNullable<Query["sort"]>;
/** A list's filter and its order. */
export type ListFilter = Omit<Query, "limit" | "cursor">;
type BulkBody = paths["/api/sessions/bulk"]["post"]["requestBody"]["content"]["application/json"];
export type BulkFilter = NonNullable<BulkBody["filter"]> & Omit<ListFilter, "sort" | "order">;
export type BulkAction = BulkBody["action"];
export type BulkTarget = { ids: string[] } | { filter: BulkFilter };

export const SESSION_SORTS = [
  "updatedAt",
  "createdAt",
  "title",
  "source",
  "project",
  "model",
  "messageCount",
  "totalTokens",
  "cost",
  "durationMs",
] as const satisfies readonly SessionSort[];

export const SESSIONS_PAGE = 100;

const NAMES = ["source", "project", "model", "provider", "branch", "tag"] as const;

/** A single name with a comma in it is followed by an empty one, or the server would split it. */
export function spelt<T extends Partial<Record<(typeof NAMES)[number], string[] | string | null>>>(filter: T): T {
  const lists = NAMES.flatMap((name) => {
    const values = filter[name];
    return Array.isArray(values) && values.length === 1 && values[0]?.includes(",") ? [{ name, values: [...values, ""] }] : [];
  });
  return { ...filter, ...Object.fromEntries(lists.map((one) => [one.name, one.values])) };
}

/** All pages of the session list under one filter. */
export function sessionsQuery(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: ["sessions", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...spelt(filter), limit: SESSIONS_PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
      return unwrap(api.GET("/api/sessions", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
}

/** What the list can be narrowed by, with counts. */
export function facetsQuery(filter: BulkFilter) {
  return queryOptions({
    queryKey: ["sessions", "facets", filter],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions/facets", { params: { query: spelt(filter) }, signal })),
    placeholderData: (before) => before,
  });
}

/** Sessions along time, the newest that fit. */
export function timelineQuery(filter: BulkFilter) {
  return queryOptions({
    queryKey: ["sessions", "timeline", filter],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions/timeline", { params: { query: { ...spelt(filter), limit: 2000 } }, signal })),
    placeholderData: (before) => before,
  });
}

/** Does one thing to many sessions in one go; says which it changed. */
export function editSessions(target: BulkTarget, action: BulkAction, tag?: string) {
  return unwrap(api.POST("/api/sessions/bulk", { body: { ...target, action, ...(tag === undefined ? {} : { tag }) } }));
}

/** Deletes a session that is in the trash. */
export function deleteForever(id: string) {
  return unwrap(api.DELETE("/api/sessions/{session_id}", { params: { path: { session_id: id }, query: { forever: true } } }));
}

/** Where the list of a filter is to be had as CSV. */
export function csvAddress(filter: BulkFilter): string {
  const pairs = Object.entries(spelt(filter)).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  );
  return `/api/sessions.csv?${new URLSearchParams(pairs).toString()}`;
}
