import { useQuery } from "@tanstack/react-query";
import { facetsQuery } from "@/api/finding";
import { SourceBadge } from "@/components/Badge";
import { FilterBar } from "@/components/FilterBar";
import { FilterMenu, type FilterOption } from "@/components/FilterMenu";
import { RangePicker } from "@/components/RangePicker";
import { splitList, joinList } from "@/lib/address";
import { useToday } from "@/lib/clock";
import { sourceLook } from "@/lib/sources";
import { useDebounced } from "@/lib/use-debounced";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { askOf, FILTERS, heldFilters, WITHOUT_FILTERS, type FilterField } from "./asking";

/** Counts follow the results at a distance, so that typing stays quick. */
const REST_MS = 300;

/** Narrows the search by what the answer holds; each filter counts its values under all the others. */
export function Filters({ address, onChange }: { address: SharedContextAddress; onChange: ChangeAddress }) {
  const today = useToday();
  const ask = askOf(address, today);
  const rested = useDebounced(JSON.stringify(ask), REST_MS);
  const isAsked = ask.q !== "";
  const { data, isPending } = useQuery({ ...facetsQuery(JSON.parse(rested) as typeof ask), enabled: isAsked && rested === JSON.stringify(ask) });
  return (
    <FilterBar label="Filters" onClear={heldFilters(address).length > 0 ? () => onChange(WITHOUT_FILTERS) : undefined}>
      {FILTERS.map(({ field, label }) => (
        <FilterMenu
          key={field}
          label={label}
          options={(isAsked ? (data?.[field] ?? []) : []).map((one) => optionOf(field, one.value, one.count))}
          chosen={splitList(address[field])}
          onChange={(values) => onChange({ [field]: joinList(values) })}
          isLoading={isAsked && isPending}
        />
      ))}
      <RangePicker value={address} onChange={onChange} normal="all" today={today} />
    </FilterBar>
  );
}

function optionOf(field: FilterField, value: string, count: number): FilterOption {
  if (field !== "source") return { value, count };
  return { value, count, label: sourceLook(value).label, mark: <SourceBadge source={value} /> };
}
