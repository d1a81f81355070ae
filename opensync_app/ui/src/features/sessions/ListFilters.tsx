import { useQuery } from "@tanstack/react-query";
import { Download, GanttChart, SlidersHorizontal, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { csvAddress, facetsQuery, type BulkFilter } from "@/api/session-lists";
import { IconButton } from "@/components/Button";
import { FilterBar } from "@/components/FilterBar";
import { FilterMenu } from "@/components/FilterMenu";
import { RangePicker } from "@/components/RangePicker";
import { joinList, splitList } from "@/lib/address";
import { useToday } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { FACETS, isNarrowed, NO_FILTERS, type Facet, type SessionsAddress } from "./address";
import { ColumnsMenu } from "./ColumnsMenu";
import { CostFilter } from "./CostFilter";
import { TitleFilter } from "./TitleFilter";

interface Props {
  address: SessionsAddress;
  filter: BulkFilter;
  onChange: (change: SessionsAddress) => void;
}

const LABELS: Record<Facet, string> = { project: "Project", model: "Model", provider: "Provider", branch: "Branch", tag: "Tag" };

/** Everything that narrows the list, with the counts of what would be left. */
export function ListFilters({ address, filter, onChange }: Props) {
  const [isUnfolded, setUnfolded] = useState(false);
  const today = useToday();
  return (
    <FilterBar
      label="Filters"
      className="border-b px-4 py-2"
      onClear={isNarrowed(address) ? () => onChange(NO_FILTERS) : undefined}
      end={<Views address={address} filter={filter} onChange={onChange} />}
    >
      <TitleFilter value={address.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
      <IconButton label="More filters" aria-pressed={isUnfolded} onClick={() => setUnfolded(!isUnfolded)} className="lg:hidden">
        <SlidersHorizontal />
      </IconButton>
      <div className={cx("flex flex-wrap items-center gap-2", !isUnfolded && "max-lg:hidden")}>
        <Facets address={address} filter={filter} onChange={onChange} />
        <RangePicker value={address} normal="all" today={today} onChange={onChange} />
        <CostFilter min={address.minCost} max={address.maxCost} onChange={onChange} />
        <IconButton label="Only starred sessions" aria-pressed={address.starred === "1"} onClick={() => onChange({ starred: address.starred ? undefined : "1" })}>
          <Star />
        </IconButton>
      </div>
    </FilterBar>
  );
}

function Facets({ address, filter, onChange }: Props) {
  const [isWanted, setWanted] = useState(false);
  const { data, isFetching } = useQuery({ ...facetsQuery(filter), enabled: isWanted });
  return FACETS.map((name) => (
    <FilterMenu
      key={name}
      label={LABELS[name]}
      options={(data?.[name] ?? []).map(({ value, count }) => ({ value, count, label: value === "-" ? "None" : value }))}
      more={data?.more[name] ?? 0}
      chosen={splitList(address[name])}
      isLoading={isFetching}
      onOpenChange={(isOpen) => isOpen && setWanted(true)}
      onChange={(chosen) => onChange({ [name]: joinList(chosen) })}
    />
  ));
}

function Views({ address, filter, onChange }: Props) {
  return (
    <>
      <a
        href={csvAddress(filter)}
        download
        aria-label="Download as CSV"
        title="Download what is listed as CSV"
        className="inline-flex size-8 items-center justify-center rounded-button text-muted hover:bg-fill hover:text-ink [&_svg]:size-4"
      >
        <Download />
      </a>
      <ColumnsMenu />
      <IconButton label="Timeline" aria-pressed={address.view === "timeline"} onClick={() => onChange({ view: address.view ? undefined : "timeline" })}>
        <GanttChart />
      </IconButton>
      <IconButton label="Trash" aria-pressed={address.trash === "1"} onClick={() => onChange({ ...NO_FILTERS, trash: address.trash ? undefined : "1", view: undefined })}>
        <Trash2 />
      </IconButton>
    </>
  );
}
