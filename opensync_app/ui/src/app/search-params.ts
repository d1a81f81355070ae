import { SORT_KEYS, type SessionFilter, type SortKey } from "@/api/queries";

/** Everything that the address says beside the path. Absent means the default. */
export interface PageSearch {
  /** Sources to show, joined by commas. */
  source?: string | undefined;
  /** The title filter of the list, or the words of a search. */
  q?: string | undefined;
  sort?: SortKey | undefined;
  order?: "asc" | "desc" | undefined;
  /** The message that the reader shows. */
  m?: string | undefined;
}

/** Reads the address; what it does not know or what is the default is left out. */
export function readSearch(raw: Record<string, unknown>): PageSearch {
  const text = (name: string): string | undefined => {
    const value = raw[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const sort = SORT_KEYS.find((key) => key === text("sort"));
  return {
    source: text("source"),
    q: text("q"),
    sort: sort === "updatedAt" ? undefined : sort,
    order: text("order") === "asc" ? "asc" : undefined,
    m: text("m"),
  };
}

/** The list's filter as the address says it. */
export function sessionFilter(search: PageSearch): SessionFilter {
  return { source: search.source, q: search.q, sort: search.sort ?? "updatedAt", order: search.order ?? "desc" };
}

/** "?a=b" as plain words: no value is quoted or turned into a number. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
  const query = new URLSearchParams(pairs).toString().replaceAll("%2C", ",");
  return query === "" ? "" : `?${query}`;
}
