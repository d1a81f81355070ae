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
  /** A session is open beside the list: what changes the whole page is left out. */
  isBeside?: boolean;
  onChange: (change: SessionsAddress) => void;
}

const LABELS: Record<Facet, string> = { project: "Project", model: "Model", provider: "Provider", branch: "Branch", tag: "Tag" };

/** Everything that narrows the list, with the counts of what would be left. */
export function ListFilters({ address, filter, isBeside = false, onChange }: Props) {
  const [isUnfolded, setUnfolded] = useState(false);
  const today = useToday();
  return (
    <div className="@container shrink-0 border-b px-4 py-2">
      <FilterBar
        label="Filters"
        onClear={isNarrowed(address) ? () => onChange(NO_FILTERS) : undefined}
        end={<Views address={address} filter={filter} isBeside={isBeside} onChange={onChange} />}
      >
        <TitleFilter value={address.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
        <IconButton label="More filters" aria-pressed={isUnfolded} onClick={() => setUnfolded(!isUnfolded)} className="@4xl:hidden">
          <SlidersHorizontal />
        </IconButton>
        <div className={cx("flex flex-wrap items-center gap-2 @max-4xl:order-last @max-4xl:w-full", !isUnfolded && "@max-4xl:hidden")}>
          <Facets address={address} filter={filter} onChange={onChange} />
          <RangePicker value={address} normal="all" today={today} onChange={onChange} />
          <CostFilter min={address.minCost} max={address.maxCost} onChange={onChange} />
          <IconButton label="Only starred sessions" aria-pressed={address.starred === "1"} onClick={() => onChange({ starred: address.starred ? undefined : "1" })}>
            <Star />
          </IconButton>
        </div>
      </FilterBar>
    </div>
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

function Views({ address, filter, isBeside = false, onChange }: Props) {
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
      {!isBeside && address.view === undefined && <ColumnsMenu />}
      {!isBeside && (
        <IconButton label="Timeline" aria-pressed={address.view === "timeline"} onClick={() => onChange({ view: address.view ? undefined : "timeline", span: undefined })}>
          <GanttChart />
        </IconButton>
      )}
      <IconButton label="Trash" aria-pressed={address.trash === "1"} onClick={() => onChange({ ...NO_FILTERS, trash: address.trash ? undefined : "1", view: undefined })}>
        <Trash2 />
      </IconButton>
    </>
  );
}
