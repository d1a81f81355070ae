import { useQuery } from "@tanstack/react-query";
import { BarList } from "@/components/charts/BarList";
import { Donut } from "@/components/charts/Donut";
import { Swatch } from "@/components/charts/Legend";
import { REST_COLOUR } from "@/components/charts/series";
import { Card } from "@/components/Card";
import { TextBones } from "@/components/Skeletons";
import { Blank } from "@/components/States";
import { joinList } from "@/lib/address";
import { formatCompact, formatCost, plural } from "@/lib/format";
import type { Measure, OverviewAddress } from "./address";
import { nameOf } from "./names";
import { byQuery, type Asked } from "./queries";

interface Props {
  asked: Asked;
  measure: Measure;
}

const PROJECTS = 8;
const MODELS = 5;

/** The projects of the span; a click narrows the page to one. */
export function Projects({ asked, measure, onChange }: Props & { onChange: (change: Partial<OverviewAddress>) => void }) {
  const { data } = useQuery(byQuery("project", asked));
  const of = (item: { totalTokens: number; cost: number }): number => (measure === "cost" ? item.cost : item.totalTokens);
  const items = [...(data?.items ?? [])].sort((a, b) => of(b) - of(a));
  return (
    <Card title="Projects" end={data && <span className="tabular-nums">{plural(items.filter((item) => item.name !== "").length, "project")}</span>}>
      {data === undefined && <TextBones lines={8} />}
      {data && items.length === 0 && <Blank title="No project was worked in" />}
      <BarList
        label="Projects"
        items={items.slice(0, PROJECTS).map((item) => ({
          name: nameOf("project", item.name),
          value: of(item),
          shown: measure === "cost" ? formatCost(item.cost) : `${formatCompact(item.totalTokens)} tokens`,
          detail: plural(item.sessions, "session"),
          onChoose: item.name === "" ? undefined : () => onChange({ project: joinList([item.name]) }),
        }))}
      />
    </Card>
  );
}

/** Which models did the work. */
export function Models({ asked, measure }: Props) {
  const { data } = useQuery(byQuery("model", asked));
  const of = (item: { totalTokens: number; cost: number }): number => (measure === "cost" ? item.cost : item.totalTokens);
  const used = [...(data?.items ?? [])].sort((a, b) => of(b) - of(a));
  const others = used.slice(MODELS);
  const items = used.slice(0, MODELS).map((item, colour) => ({ name: nameOf("model", item.name), value: of(item), colour }));
  if (others.length > 0) items.push({ name: plural(others.length, "other"), value: others.reduce((sum, item) => sum + of(item), 0), colour: REST_COLOUR });
  const whole = items.reduce((sum, item) => sum + item.value, 0);
  const percent = (value: number): string => `${whole > 0 ? (value / whole >= 0.01 ? Math.round((value / whole) * 100) : "<1") : 0} %`;
  return (
    <Card title="Models" end={data && <span className="tabular-nums">{plural(used.length, "model")}</span>}>
      {data === undefined && <TextBones lines={5} />}
      {data && used.length === 0 && <Blank title="No model replied" />}
      {used.length > 0 && (
        <div className="flex flex-wrap items-center gap-6">
          <Donut label={`Shares of the models: ${items.map((item) => `${item.name} ${percent(item.value)}`).join(", ")}`} items={items} className="w-36">
            <span className="text-xl font-light tabular-nums">{measure === "cost" ? `$${formatCompact(whole)}` : formatCompact(whole)}</span>
            <span className="text-micro text-muted">{measure === "cost" ? "cost" : "tokens"}</span>
          </Donut>
          <table aria-label="Shares of the models" className="min-w-48 flex-1 text-xs tabular-nums">
            <tbody>
              {items.map((item) => (
                <tr key={item.name} className="h-6">
                  <th scope="row" className="w-full max-w-0 pr-3 text-left font-normal">
                    <span className="flex items-center gap-2">
                      <Swatch colour={item.colour} />
                      <span className="truncate" title={item.name}>{item.name}</span>
                    </span>
                  </th>
                  <td className="pr-4 text-right whitespace-nowrap text-muted">{percent(item.value)}</td>
                  <td className="text-right whitespace-nowrap">{measure === "cost" ? formatCost(item.value) : formatCompact(item.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
