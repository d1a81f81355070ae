import type { BulkFilter, ListFilter, SessionSort } from "@/api/session-lists";
import { SESSION_SORTS } from "@/api/session-lists";
import { readChoice, readDay, readNumber, readSwitch, readText, splitList, type RawAddress } from "@/lib/address";
import { dayOf, momentsOf, resolveDays, SPANS, type DayRange } from "@/lib/days";

export const FACETS = ["project", "model", "provider", "branch", "tag"] as const;
export type Facet = (typeof FACETS)[number];

/** What the address says about the list of sessions. Absent means the default. */
export interface SessionsAddress extends DayRange, Partial<Record<Facet, string | undefined>> {
  /** Words of the title. */
  q?: string | undefined;
  sort?: SessionSort | undefined;
  order?: "asc" | undefined;
  /** US dollars, as typed. */
  minCost?: string | undefined;
  maxCost?: string | undefined;
  starred?: "1" | undefined;
  /** Sessions without a message are shown as well. */
  empty?: "1" | undefined;
  /** Sessions that nobody typed into are shown as well. */
  automated?: "1" | undefined;
  trash?: "1" | undefined;
  view?: "timeline" | undefined;
  /** The stretch of time that the timeline shows: two moments in seconds, "1783000000-1783100000". */
  span?: string | undefined;
}

/** Reads the address; what it does not know or what is the default is left out. */
export function readSessionsAddress(raw: RawAddress): SessionsAddress {
  const sort = readChoice(raw, "sort", SESSION_SORTS);
  const facets = Object.fromEntries(FACETS.map((name) => [name, readText(raw, name)]));
  const days = readChoice(raw, "days", SPANS);
  return {
    ...facets,
    q: readText(raw, "q"),
    sort: sort === "updatedAt" ? undefined : sort,
    order: readChoice(raw, "order", ["asc"]),
    days: days === "all" ? undefined : days,
    from: readDay(raw, "from"),
    to: readDay(raw, "to"),
    minCost: readNumber(raw, "minCost"),
    maxCost: readNumber(raw, "maxCost"),
    starred: readSwitch(raw, "starred"),
    empty: readSwitch(raw, "empty"),
    automated: readSwitch(raw, "automated"),
    trash: readSwitch(raw, "trash"),
    view: readChoice(raw, "view", ["timeline"]),
    span: readText(raw, "span"),
  };
}

type Address = SessionsAddress & { source?: string | undefined };

/** What the address asks of the server, without the order. */
export function bulkFilter(address: Address, now = Date.now()): BulkFilter {
  const { days, from, to } = address;
  const named = [...FACETS, "source" as const].map((name) => [name, splitList(address[name])] as const);
  const lists: Partial<Record<Facet | "source", string[]>> = Object.fromEntries(named.filter(([, values]) => values.length > 0));
  return {
    ...lists,
    ...(address.q ? { q: address.q } : {}),
    ...(days ?? from ?? to ? span(address, now) : {}),
    ...cost("minCost", address.minCost),
    ...cost("maxCost", address.maxCost),
    ...(address.starred ? { starred: true } : {}),
    ...(address.empty ? { includeEmpty: true } : {}),
    ...(address.automated ? { includeAutomated: true } : {}),
    ...(address.trash ? { trash: true } : {}),
  };
}

/** The list as the address asks for it. */
export function listFilter(address: Address, now = Date.now()): ListFilter {
  return { ...bulkFilter(address, now), sort: address.sort ?? "updatedAt", order: address.order ?? "desc" };
}

/** Whether the address narrows the list, sources and noise apart. */
export function isNarrowed(address: SessionsAddress): boolean {
  const { q, days, from, to, minCost, maxCost, starred, trash } = address;
  return [q, days, from, to, minCost, maxCost, starred, trash, ...FACETS.map((name) => address[name])].some(Boolean);
}

/** An address change that takes every filter away. */
export const NO_FILTERS: SessionsAddress = {
  ...Object.fromEntries(FACETS.map((name) => [name, undefined])),
  q: undefined,
  days: undefined,
  from: undefined,
  to: undefined,
  minCost: undefined,
  maxCost: undefined,
  starred: undefined,
  trash: undefined,
};

function span(range: DayRange, now: number): { since: number; until: number } {
  const { since, until } = momentsOf(resolveDays(range, dayOf(now), "1970-01-02"));
  return { since, until: until + 1 };
}

function cost(name: "minCost" | "maxCost", text: string | undefined): Partial<Record<typeof name, number>> {
  const value = Number(text);
  return text !== undefined && value >= 0 ? { [name]: value } : {};
}
