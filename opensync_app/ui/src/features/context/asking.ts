import type { SearchAsk } from "@/api/finding";
import { splitList } from "@/lib/address";
import { momentsOf, resolveDays } from "@/lib/days";
import type { SharedContextAddress } from "./address";

/** The filters with values and counts, in the order of the bar. */
export const FILTERS = [
  { field: "source", label: "Source" },
  { field: "project", label: "Project" },
  { field: "model", label: "Model" },
  { field: "role", label: "Role" },
  { field: "tool", label: "Tool" },
] as const;

export type FilterField = (typeof FILTERS)[number]["field"];

const NO_FILTERS = { source: undefined, project: undefined, model: undefined, role: undefined, tool: undefined } as const;
/** A change of the address that drops every filter. */
export const WITHOUT_FILTERS = { ...NO_FILTERS, days: undefined, from: undefined, to: undefined } as const;

/** The search that an address asks for. */
export function askOf(address: SharedContextAddress, today: string): SearchAsk {
  const ask: SearchAsk = { q: (address.q ?? "").trim(), type: address.type ?? "hybrid", level: address.level ?? "sessions" };
  for (const { field } of FILTERS) {
    const values = splitList(address[field]);
    if (values.length > 0) ask[field] = asParameter(values);
  }
  return { ...ask, ...periodOf(address, today) };
}

/** One value alone stands in quotes: the server would cut it at its commas. */
function asParameter(values: string[]): string[] {
  return values.length === 1 ? [`"${values[0] ?? ""}"`] : values;
}

/** Days that end today stay open at the end, for what happens meanwhile. */
function periodOf(address: SharedContextAddress, today: string): Pick<SearchAsk, "since" | "until"> {
  const { days, from, to } = address;
  if (from === undefined && to === undefined) {
    if (days === undefined || days === "all") return {};
    return { since: momentsOf(resolveDays({ days }, today, today)).since };
  }
  const { since, until } = momentsOf(resolveDays({ from, to }, today, "2000-01-01"));
  return { since, until: until + 1 };
}

/** A filter that holds, and the change of the address that lets it go. */
export interface HeldFilter {
  label: string;
  values: string[];
  drop: Partial<SharedContextAddress>;
}

export function heldFilters(address: SharedContextAddress): HeldFilter[] {
  const held: HeldFilter[] = FILTERS.flatMap(({ field, label }) => {
    const values = splitList(address[field]);
    return values.length > 0 ? [{ label, values, drop: { [field]: undefined } }] : [];
  });
  if (address.from ?? address.to ?? (address.days !== "all" && address.days)) {
    held.push({ label: "Days", values: [], drop: { days: undefined, from: undefined, to: undefined } });
  }
  return held;
}

/** The address as a saved search keeps it: by the names of the address, without what was picked or looked at. */
export function keptFilters(address: SharedContextAddress): Record<string, string> {
  const { level, source, project, model, role, tool, days, from, to, format } = address;
  const kept = Object.entries({ level, source, project, model, role, tool, days, from, to, format });
  return Object.fromEntries(kept.filter((pair): pair is [string, string] => pair[1] !== undefined));
}
