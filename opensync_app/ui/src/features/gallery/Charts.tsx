import { Coins } from "lucide-react";
import { AreaChart } from "@/components/charts/AreaChart";
import { BarList } from "@/components/charts/BarList";
import { DataTable } from "@/components/charts/DataTable";
import { Donut } from "@/components/charts/Donut";
import { HeatMap } from "@/components/charts/HeatMap";
import { Legend } from "@/components/charts/Legend";
import { Progress } from "@/components/charts/Progress";
import { REST_COLOUR, type Series } from "@/components/charts/series";
import { StackedBars } from "@/components/charts/StackedBars";
import { StatCard } from "@/components/charts/StatCard";
import { TimeAxis } from "@/components/charts/TimeAxis";
import { Treemap } from "@/components/charts/Treemap";
import { formatCompact, formatCount } from "@/lib/format";
import { Specimen } from "./Specimen";

const DAYS = Array.from({ length: 30 }, (_, index) => `Nov ${index + 1}`);
/** Waves instead of chance, so that a picture of the gallery stays the same. */
const wave = (colour: number): number[] => DAYS.map((_, day) => Math.max(0, Math.round((Math.sin(day / (2 + colour)) + 0.8) * 40_000 * (colour + 1))));
const SERIES: Series[] = Array.from({ length: REST_COLOUR + 1 }, (_, colour) => ({
  name: colour === REST_COLOUR ? "others" : `series ${colour + 1}`,
  values: wave(colour),
  colour,
}));
const ITEMS = SERIES.map((one, index) => ({ name: one.name, value: 1000 / (index + 1), shown: formatCount(Math.round(1000 / (index + 1))), colour: one.colour }));
const NOON = Date.UTC(2026, 10, 1, 12);

/** How figures look. */
export function Charts() {
  const [first] = SERIES;
  return (
    <>
      <Specimen name="StatCard, Sparkline" isWide>
        <div className="grid w-full grid-cols-2 gap-3 md:grid-cols-3">
          <StatCard label="Cost" value="$29.09" icon={<Coins />} detail="$0.4545/session" change={0.12} against="the 30 days before" course={first?.values} />
          <StatCard label="Less" value="12" icon={<Coins />} change={-0.4} course={[3, 2, 1]} />
          <StatCard label="Nothing" value="0" icon={<Coins />} change={null} course={[0, 0, 0]} />
        </div>
      </Specimen>
      <Specimen name="StackedBars, Legend" isWide>
        <StackedBars label="Tokens by day" labels={DAYS} series={SERIES} format={formatCount} formatTick={formatCompact} />
        <Legend items={SERIES} />
      </Specimen>
      <Specimen name="StackedBars of one series">
        <StackedBars label="Tokens by day" labels={DAYS.slice(0, 5)} series={first ? [{ ...first, values: first.values.slice(0, 5) }] : []} format={formatCount} formatTick={formatCompact} height={140} />
      </Specimen>
      <Specimen name="AreaChart">
        <AreaChart label="Tokens by day" labels={DAYS} series={SERIES.slice(0, 3)} format={formatCount} formatTick={formatCompact} height={140} />
      </Specimen>
      <Specimen name="Donut, Progress">
        <Donut label="Shares" items={ITEMS} className="w-32">
          <span className="text-lg font-light">2,829</span>
        </Donut>
        <div className="min-w-40 flex-1 space-y-4 pt-4">
          <Progress label="A third" value={1} max={3} marks={[0.8]} />
          <Progress label="Nearly all" value={85} max={100} tone="warn" marks={[0.8]} />
          <Progress label="Too much" value={140} max={100} tone="bad" />
        </div>
      </Specimen>
      <Specimen name="BarList">
        <div className="w-full">
          <BarList label="Shares" items={ITEMS.slice(0, 4)} />
        </div>
      </Specimen>
      <Specimen name="HeatMap">
        <div className="w-full">
          <HeatMap label="Replies" rows={["Mon", "Tue", "Wed"]} columns={DAYS.slice(0, 14)} cells={[0, 1, 2].map((row) => wave(row).slice(0, 14))} format={formatCount} isNamed={(column) => column % 7 === 0} />
        </div>
      </Specimen>
      <Specimen name="Treemap">
        <Treemap label="Shares" items={ITEMS} height={150} />
      </Specimen>
      <Specimen name="TimeAxis" isWide>
        <div className="h-16 w-full overflow-hidden">
          <TimeAxis from={NOON} to={NOON + 20 * 3_600_000} width={900} height={40} />
        </div>
      </Specimen>
      <Specimen name="DataTable" isWide>
        <div className="w-full">
          <DataTable
            label="Usage"
            head={["Model", "Tokens", "Cost"]}
            rows={ITEMS.slice(0, 2).map((item) => ({ key: item.name, cells: [item.name, item.shown, "$1.20"] }))}
            foot={["Total", "1,500", "$2.40"]}
          />
        </div>
      </Specimen>
    </>
  );
}
