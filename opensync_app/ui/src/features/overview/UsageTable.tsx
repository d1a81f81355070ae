import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DataTable } from "@/components/charts/DataTable";
import { Swatch } from "@/components/charts/Legend";
import { REST_COLOUR } from "@/components/charts/series";
import { RowBones } from "@/components/Skeletons";
import { Failure } from "@/components/States";
import { formatCompact, formatCost, formatCount, plural } from "@/lib/format";
import type { Measure, Split } from "./address";
import { HEADS, nameOf } from "./names";
import { byQuery, type Asked } from "./queries";

interface Props {
  asked: Asked;
  split: Split;
  measure: Measure;
}

const SHOWN = 5;
/** As many as the chart above tells apart, in the same order. */
const COLOURS = 7;

/** What each model, project or source used, and the sum of all. */
export function UsageTable({ asked, split, measure }: Props) {
  const query = useQuery(byQuery(split, asked));
  const [isWhole, setWhole] = useState(false);
  if (query.isPending) return <RowBones rows={SHOWN} figures={4} />;
  if (query.data === undefined) return <Failure title="The table could not be read" error={query.error} onRetry={() => void query.refetch()} />;
  const used = query.data.items.filter((item) => item.replies > 0 || item.totalTokens > 0 || item.cost > 0);
  const items = measure === "cost" ? [...used].sort((a, b) => b.cost - a.cost) : used;
  const sum = (of: (item: (typeof items)[number]) => number): number => items.reduce((total, item) => total + of(item), 0);
  const tokens = (value: number) => <span title={formatCount(value)}>{formatCompact(value)}</span>;
  return (
    <>
      <DataTable
        label={`Usage by ${split}`}
        head={[HEADS[split], "Prompt", "Completion", "Total", "Cost"]}
        minor={["Prompt", "Completion"]}
        rows={(isWhole ? items : items.slice(0, SHOWN)).map((item, place) => ({
          key: item.name,
          cells: [
            <span key="name" className="flex items-center gap-2.5">
              <Swatch colour={place < COLOURS ? place : REST_COLOUR} />
              <span className="truncate" title={nameOf(split, item.name)}>
                {nameOf(split, item.name)}
              </span>
            </span>,
            tokens(item.promptTokens),
            tokens(item.completionTokens),
            tokens(item.totalTokens),
            <Cost key="cost" cost={item.cost} unpriced={item.unpricedReplies} />,
          ],
        }))}
        foot={[
          items.length > SHOWN && !isWhole ? `Total of all ${formatCount(items.length)}` : "Total",
          tokens(sum((item) => item.promptTokens)),
          tokens(sum((item) => item.completionTokens)),
          tokens(sum((item) => item.totalTokens)),
          <Cost key="cost" cost={sum((item) => item.cost)} unpriced={sum((item) => item.unpricedReplies)} />,
        ]}
      />
      {items.length > SHOWN && (
        <button type="button" onClick={() => setWhole(!isWhole)} className="h-9 w-full border-t text-xs text-muted hover:text-ink">
          {isWhole ? "Show fewer" : `Show all ${formatCount(items.length)}`}
        </button>
      )}
    </>
  );
}

/** A sum of money; where replies without a price are left out of it, that is said. */
function Cost({ cost, unpriced }: { cost: number; unpriced: number }) {
  if (unpriced === 0) return <>{formatCost(cost)}</>;
  const words = `${plural(unpriced, "reply", "replies")} without a known price`;
  return (
    <span title={`${words}, not in this sum`}>
      {cost > 0 ? `≥ ${formatCost(cost)}` : "–"}
      <span className="sr-only"> {words}</span>
    </span>
  );
}
