import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { paths } from "./generated/schema";

type SavedPage = paths["/api/saved-searches"]["get"]["responses"][200]["content"]["application/json"];
export type SavedSearch = SavedPage["savedSearches"][number];
/** What is kept of a search. */
export type SearchWish = Pick<SavedSearch, "name" | "query" | "searchType" | "limit" | "tokenBudget" | "filters">;

const at = (id: string) => ({ path: { search_id: id } });

/** The searches that a person keeps, the last used or made first. */
export const savedSearchesQuery = queryOptions({
  queryKey: ["saved-searches"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/saved-searches", { params: { query: { limit: 200 } }, signal }))).savedSearches,
});

export async function saveSearch(wish: SearchWish): Promise<SavedSearch> {
  const { name, query, searchType, limit, tokenBudget, filters } = wish;
  return (await unwrap(api.POST("/api/saved-searches", { body: { name, query, searchType, limit, tokenBudget, filters } }))).savedSearch;
}

export function renameSearch(id: string, name: string) {
  return unwrap(api.PATCH("/api/saved-searches/{search_id}", { params: at(id), body: { name } }));
}

/** Counts one use; it stands first from then on. */
export function countUse(id: string) {
  return unwrap(api.PATCH("/api/saved-searches/{search_id}/use", { params: at(id) }));
}

export function deleteSearch(id: string) {
  return unwrap(api.DELETE("/api/saved-searches/{search_id}", { params: at(id) }));
}
