import { useQuery } from "@tanstack/react-query";
import type { UsageSeries } from "@/api/types";
import { Button } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { AreaChart } from "@/components/charts/AreaChart";
import { Legend } from "@/components/charts/Legend";
import { REST_COLOUR, sumsOf, type Series } from "@/components/charts/series";
import { StackedBars } from "@/components/charts/StackedBars";
import { Segmented } from "@/components/Segmented";
import { Select } from "@/components/Select";
import { ChartBones } from "@/components/Skeletons";
import { Blank, Failure } from "@/components/States";
import { countDays, formatDay, formatDays, formatMonth, type Days } from "@/lib/days";
import { cx } from "@/lib/cx";
import { formatCompact, formatCompactCost, formatCost, formatCount, plural } from "@/lib/format";
import type { Measure, OverviewAddress, Split, Step } from "./address";
import { nameOf } from "./names";
import { seriesQuery, type Asked } from "./queries";
import type { PageAddress } from "./use-asked";

interface Props {
  address: PageAddress;
  asked: Asked;
  onChange: (change: Partial<OverviewAddress>) => void;
}

const SPLITS = [
  { value: "model", label: "By model" },
  { value: "project", label: "By project" },
  { value: "source", label: "By source" },
] as const;

const EVERYTHING: Partial<OverviewAddress> = { days: "all", from: undefined, to: undefined, project: undefined, model: undefined };

/** Tokens or cost over time, told apart by model, project or source. */
export function UsageChart({ address, asked, onChange }: Props) {
  const measure: Measure = address.measure ?? "tokens";
  const split: Split = address.by ?? "model";
  const normal = normalStep(asked);
  const step = address.per ?? normal;
  const isSum = address.sum === "1";
  const query = useQuery(seriesQuery(asked, { split, measure, granularity: step, cumulative: isSum }));
  return (
    <div className="border-b px-4 py-3">
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label="Measure"
          value={measure}
          onChange={(value) => onChange({ measure: value === "cost" ? "cost" : undefined })}
          options={[{ value: "tokens", label: "Tokens" }, { value: "cost", label: "Cost" }]}
        />
        <Select label="Told apart" value={split} options={SPLITS} onChange={(value) => onChange({ by: value === "model" ? undefined : value })} />
        <span className="ml-auto flex flex-wrap items-center gap-3">
          <Segmented
            label="Step"
            value={step}
            onChange={(value) => onChange({ per: value === normal ? undefined : value })}
            options={[{ value: "day", label: "Daily" }, { value: "week", label: "Weekly" }, { value: "month", label: "Monthly" }]}
          />
          <Checkbox checked={isSum} onChange={(isOn) => onChange({ sum: isOn ? "1" : undefined })} className="text-muted">
            Cumulative
          </Checkbox>
        </span>
      </div>
      {query.isPending && <ChartBones />}
      {query.isError && !query.data && <Failure title="The usage could not be read" error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.data.series.length > 0 && <Drawing data={query.data} isOld={query.isPlaceholderData} />}
      {query.data?.series.length === 0 && (
        <div className="h-56">
          <Blank
            title={`Nothing was used in ${formatDays(asked)}`}
            action={<Button onClick={() => onChange(EVERYTHING)}>Show all time</Button>}
          />
        </div>
      )}
    </div>
  );
}

/** Steps that leave the bars of a span wide enough to be told apart. */
export function normalStep(days: Days): Step {
  const count = countDays(days);
  return count <= 184 ? "day" : count <= 1100 ? "week" : "month";
}

function Drawing({ data, isOld }: { data: UsageSeries; isOld: boolean }) {
  const series = seriesOf(data);
  const isCost = data.measure === "cost";
  const format = isCost ? formatCost : formatCount;
  const totals = [...data.series, ...(data.rest ? [data.rest] : [])].map((one) => one.total);
  const total = totals.reduce((sum, one) => sum + one, 0);
  const Chart = data.cumulative ? AreaChart : StackedBars;
  const labels = data.periods.map(({ from }) => (data.granularity === "month" ? formatMonth(from) : formatDay(from, from)));
  const titles = data.periods.map((period) => formatDays(period));
  return (
    <div className={cx("transition-opacity", isOld && "opacity-60")}>
      <Chart
        label={`${isCost ? "Cost" : "Tokens"} from ${titles[0] ?? ""} to ${titles.at(-1) ?? ""}: ${format(total)} in all`}
        labels={labels}
        titles={titles}
        series={series}
        format={format}
        formatTick={isCost ? formatCompactCost : formatCompact}
      />
      <Legend
        className="mt-3 min-h-5"
        items={series.map((one, index) => ({ name: one.name, colour: one.colour, value: (isCost ? formatCompactCost : formatCompact)(totals[index] ?? 0) }))}
      />
      <details className="mt-3 text-xs text-muted">
        <summary className="inline-block hover:text-ink">Show as a table</summary>
        <CourseTable titles={titles} series={series} format={format} />
      </details>
    </div>
  );
}

/** The largest ones in colours, all others together in grey. */
function seriesOf(data: UsageSeries): Series[] {
  const named = data.series.map((one, index) => ({ name: nameOf(data.split, one.name), values: one.values, colour: index }));
  if (data.rest == null) return named;
  return [...named, { name: plural(data.others, "other"), values: data.rest.values, colour: REST_COLOUR }];
}

function CourseTable({ titles, series, format }: { titles: string[]; series: Series[]; format: (value: number) => string }) {
  const sums = sumsOf(series);
  return (
    <div tabIndex={0} role="group" aria-label="Usage over time, as a table" className="mt-2 max-h-72 overflow-auto rounded-button border">
      <table className="w-full min-w-max text-xs tabular-nums">
        <thead>
          <tr className="sticky top-0 border-b bg-card text-micro">
            {["When", ...series.map((one) => one.name), "Total"].map((name, index) => (
              <th key={name} scope="col" className={cx("h-8 px-3 font-normal", index === 0 ? "text-left" : "text-right")}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {titles.map((title, at) => (
            <tr key={title} className="h-7 border-b last:border-b-0">
              <th scope="row" className="px-3 text-left font-normal">
                {title}
              </th>
              {series.map((one) => (
                <td key={one.name} className="px-3 text-right">
                  {format(one.values[at] ?? 0)}
                </td>
              ))}
              <td className="px-3 text-right text-ink">{format(sums[at] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
