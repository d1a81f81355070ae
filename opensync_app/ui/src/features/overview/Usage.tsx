import { useQuery } from "@tanstack/react-query";
import { FilterMenu } from "@/components/FilterMenu";
import { RangePicker } from "@/components/RangePicker";
import { joinList, splitList } from "@/lib/address";
import { formatDays, type DayRange, type Span } from "@/lib/days";
import { cx } from "@/lib/cx";
import type { OverviewAddress } from "./address";
import { Budget } from "./Budget";
import { byQuery, type Asked } from "./queries";
import { UsageChart } from "./UsageChart";
import { UsageTable } from "./UsageTable";
import type { PageAddress } from "./use-asked";

interface Props {
  address: PageAddress;
  asked: Asked;
  today: string;
  /** The span that holds where none is chosen. */
  normal: Span;
  onChange: (change: Partial<OverviewAddress>) => void;
}

/** What was used, over time and by what; the days and filters here hold for the whole page. */
export function Usage({ address, asked, today, normal, onChange }: Props) {
  const band = "border-b px-4 py-3 last:border-b-0";
  return (
    <section aria-label="Usage" className="min-w-0 rounded-card border bg-card">
      <header className={cx(band, "flex flex-wrap items-center gap-2")}>
        <h2 className="mr-auto text-sm">Usage</h2>
        <RangePicker value={address} onChange={(range) => onChange(named(range, normal))} normal={normal} today={today} align="end" />
        {address.from === undefined && <span className="text-xs text-dim tabular-nums max-sm:hidden">{formatDays(asked)}</span>}
        <Filter name="project" label="All projects" asked={asked} chosen={splitList(address.project)} onChange={onChange} />
        <Filter name="model" label="All models" asked={asked} chosen={splitList(address.model)} onChange={onChange} />
      </header>
      <div className={band}>
        <Budget today={today} />
      </div>
      <UsageChart address={address} asked={asked} onChange={onChange} />
      <UsageTable asked={asked} split={address.by ?? "model"} measure={address.measure ?? "tokens"} />
    </section>
  );
}

/** A chosen span stands in the address by its name: what holds unasked changes with time. */
function named(range: DayRange, normal: Span): DayRange {
  return range.from === undefined && range.to === undefined ? { ...range, days: range.days ?? normal } : range;
}

interface FilterProps {
  name: "project" | "model";
  label: string;
  asked: Asked;
  chosen: string[];
  onChange: Props["onChange"];
}

/** A filter whose counts are sessions under all other filters. */
function Filter({ name, label, asked, chosen, onChange }: FilterProps) {
  const { data, isPending } = useQuery(byQuery(name, { ...asked, [name]: [] }));
  const named = (data?.items ?? []).filter((item) => item.name !== "");
  return (
    <FilterMenu
      label={label}
      options={named.map((item) => ({ value: item.name, count: item.sessions }))}
      chosen={chosen}
      isLoading={isPending}
      onChange={(values) => onChange({ [name]: joinList(values) })}
    />
  );
}
