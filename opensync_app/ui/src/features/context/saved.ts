import type { SavedSearch, SearchWish } from "@/api/saved-searches";
import type { RawAddress } from "@/lib/address";
import { readContextAddress, type SharedContextAddress } from "./address";
import { keptFilters } from "./asking";
import { readBudget, USUAL_BUDGET } from "./picks";

/** Sessions that a context made of a saved search holds at most. */
const SESSIONS = 10;

/** An address as a search to keep. */
export function wishOf(address: SharedContextAddress, name: string): SearchWish {
  return {
    name,
    query: address.q ?? "",
    searchType: address.type ?? "hybrid",
    limit: SESSIONS,
    tokenBudget: readBudget(address.budget),
    filters: keptFilters(address),
  };
}

/** The change of the address that runs a saved search; what is picked stays. */
export function addressOf(saved: SavedSearch): Partial<SharedContextAddress> {
  const filters: RawAddress = saved.filters;
  const kept = readContextAddress({ ...filters, q: saved.query, type: saved.searchType });
  const { q, type, level, project, model, role, tool, days, from, to, format } = kept;
  const budget = saved.tokenBudget == null || saved.tokenBudget === USUAL_BUDGET ? undefined : String(saved.tokenBudget);
  const source = typeof filters["source"] === "string" ? filters["source"] : undefined;
  return { q, type, level, source, project, model, role, tool, days, from, to, format, budget, at: undefined };
}

/** Whether an address is what a saved search asks for, in whatever format it is taken along. */
export function isSameSearch(saved: SavedSearch, address: SharedContextAddress): boolean {
  const wish = wishOf(address, saved.name);
  return saved.query === wish.query.trim() && saved.searchType === wish.searchType && asked(wish.filters) === asked(saved.filters);
}

function asked(filters: Record<string, unknown>): string {
  const pairs = Object.entries(filters).filter(([name]) => name !== "format");
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
