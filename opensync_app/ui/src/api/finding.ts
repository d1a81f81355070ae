import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ApiError, unwrap } from "./client";
import type { paths } from "./generated/schema";
import type { SearchPage } from "./types";

type SearchParameters = NonNullable<paths["/api/search"]["get"]["parameters"]["query"]>;
type ContextParameters = NonNullable<paths["/api/context"]["get"]["parameters"]["query"]>;

export type SearchMode = SearchPage["mode"];
export type SearchLevel = "sessions" | "messages";

/** A search as the server takes it, without its page. */
export type SearchAsk = Pick<SearchParameters, "since" | "until"> & { q: string; type: SearchMode; level: SearchLevel } & {
  [Field in "source" | "project" | "model" | "role" | "tool" | "branch" | "file"]?: string[];
};

const PAGE = 20;
const RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/** Results, best first, with the mode that was really used. While meaning is being made ready it asks again. */
export function searchQuery(ask: SearchAsk) {
  return infiniteQueryOptions({
    queryKey: ["search", "page", ask],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/search", { params: { query: { ...ask, limit: PAGE, ...(pageParam === "" ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: ask.q !== "",
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => isWarmingUp(state.data?.pages[0]) && Math.min(LONGEST_RETRY_MS, RETRY_MS * 1.5 ** state.dataUpdateCount),
  });
}

/** Whether another mode was used although everything can be found by meaning: a moment later it will do. */
function isWarmingUp(page: SearchPage | undefined): boolean {
  return page !== undefined && page.mode !== page.requestedMode && (page.coverage?.embedded ?? 0) > 0;
}

/** How many results each value of each filter has; counted apart, so that results never wait for it. */
export function facetsQuery(ask: SearchAsk) {
  return queryOptions({
    queryKey: ["search", "facets", ask],
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/search", { params: { query: { ...ask, limit: 0, facets: true } }, signal }))).facets,
    placeholderData: keepPreviousData,
  });
}

/** Makes the server load what it needs to search by meaning, before the first words are typed. */
export const warmUpQuery = queryOptions({
  queryKey: ["warm-up"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/search", { params: { query: { q: "hello", type: "semantic", limit: 0 } }, signal }))).mode,
  staleTime: 600_000,
  retry: false,
});

/** The newest sessions, for a page without words. */
export function newestQuery(source: string[]) {
  return queryOptions({
    queryKey: ["recent-sessions", source, "context"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions", { params: { query: { limit: 6, source } }, signal })),
    staleTime: 5_000,
  });
}

/** The messages of a session around one; without one its first. */
export function excerptQuery(session: string, message: string | undefined) {
  return queryOptions({
    queryKey: ["messages", session, "excerpt", message],
    queryFn: ({ signal }) => {
      const query = { limit: 20, ...(message === undefined ? {} : { around: message }) };
      return unwrap(api.GET("/api/sessions/{session_id}/messages", { params: { path: { session_id: session }, query }, signal }));
    },
    placeholderData: (before, query) => (query?.queryKey[1] === session ? before : undefined),
  });
}

/** What was picked, by wire ids. */
export interface Picked {
  sessions: readonly string[];
  messages: readonly string[];
}

/** What each picked thing adds to a block, in tokens. */
export function sizesQuery({ sessions, messages }: Picked) {
  const body = { sessionIds: [...sessions], messageIds: [...messages] };
  return queryOptions({
    queryKey: ["context-sizes", body],
    queryFn: ({ signal }) => unwrap(api.POST("/api/context/preview", { body, signal })),
    enabled: sessions.length + messages.length > 0,
    placeholderData: keepPreviousData,
  });
}

export const CONTEXT_FORMATS = [
  { value: "plain", label: "Plain", ending: "txt", media: "text/plain" },
  { value: "markdown", label: "Markdown", ending: "md", media: "text/markdown" },
  { value: "xml", label: "XML", ending: "xml", media: "application/xml" },
] as const;

export type ContextFormat = (typeof CONTEXT_FORMATS)[number]["value"];

/** The block of what was picked; `title` stands where else the words of a search stand. */
export function packContext(picked: Picked, format: ContextFormat, budget: number, title: string) {
  const query: ContextParameters = { format, budget, ...(title === "" ? {} : { q: title }) };
  if (picked.sessions.length > 0) query.session = picked.sessions.join(",");
  if (picked.messages.length > 0) query.message = picked.messages.join(",");
  return unwrap(api.GET("/api/context", { params: { query } }));
}

/** Whether the server says that what it searches in is not ready. */
export function isNotReady(error: unknown): boolean {
  return error instanceof ApiError && error.status === 503;
}
