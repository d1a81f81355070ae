import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { isMeaningOff, statusQuery } from "@/api/queries";
import type { SearchPage } from "@/api/types";
import { Button } from "@/components/Button";
import { Blank } from "@/components/States";
import { sourceLook } from "@/lib/sources";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { heldFilters, WITHOUT_FILTERS, type HeldFilter } from "./asking";
import { withoutField } from "./syntax";

interface Props {
  page: SearchPage;
  address: SharedContextAddress;
  onChange: ChangeAddress;
}

interface WayOn {
  words: string;
  change: Partial<SharedContextAddress>;
}

/** Nothing was found: what was asked, and ways on that are one click. */
export function NoResult({ page, address, onChange }: Props) {
  const { data: status } = useQuery(statusQuery);
  const ways = waysOn(page, address, status !== undefined && !isMeaningOff(status));
  return (
    <Blank icon={<SearchX />} title={`Nothing found for “${shorten(address.q ?? "")}”`}>
      {page.mode === page.requestedMode && page.reason !== null && <p>{page.reason}</p>}
      <p>{ways.length > 0 ? "It may be there under fewer conditions:" : "Try fewer or other words; parts of a name work too."}</p>
      {ways.length > 0 && (
        <ul className="mt-4 flex flex-wrap justify-center gap-2">
          {ways.map((way) => (
            <li key={way.words}>
              <Button onClick={() => onChange(way.change)}>{way.words}</Button>
            </li>
          ))}
        </ul>
      )}
    </Blank>
  );
}

/** Without each filter, without all, by meaning where that is switched on, without quotes. */
export function waysOn(page: SearchPage, address: SharedContextAddress, hasMeaning: boolean): WayOn[] {
  const text = address.q ?? "";
  const held = heldFilters(address);
  const ways: WayOn[] = held.map((filter) => ({ words: `Without ${nameOf(filter)}`, change: filter.drop }));
  if (held.length > 1) ways.push({ words: "Without any filter", change: WITHOUT_FILTERS });
  for (const [field, values] of Object.entries(page.query.filters)) {
    for (const value of values) {
      const rest = withoutField(text, field, value);
      if (rest !== "" && rest !== text.trim()) ways.push({ words: `Without ${field}:${value}`, change: { q: rest } });
    }
  }
  if (/["“”]/.test(text)) ways.push({ words: "Without quotes", change: { q: text.replaceAll(/["“”]/g, " ").trim() } });
  if (page.requestedMode === "fulltext" && hasMeaning) ways.push({ words: "Search by meaning too", change: { type: undefined } });
  return ways;
}

function nameOf({ label, values }: HeldFilter): string {
  const [only] = values;
  if (only === undefined || values.length > 1) return `the filter ${label}`;
  return `${label.toLowerCase()} ${label === "Source" ? sourceLook(only).label : shorten(only)}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
