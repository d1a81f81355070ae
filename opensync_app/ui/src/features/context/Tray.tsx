import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Copy, Download } from "lucide-react";
import { useState } from "react";
import { CONTEXT_FORMATS, sizesQuery, type ContextFormat } from "@/api/finding";
import { Button, IconButton } from "@/components/Button";
import { Popover } from "@/components/Popover";
import { Progress } from "@/components/charts/Progress";
import { Segmented } from "@/components/Segmented";
import { Select } from "@/components/Select";
import { cx } from "@/lib/cx";
import { formatCount } from "@/lib/format";
import { useMedia } from "@/lib/use-media";
import { BudgetMenu } from "./BudgetMenu";
import { PickedList } from "./PickedList";
import { splitPicks } from "./picks";
import { copyBlock, downloadBlock, type Packing } from "./packing";

interface Props {
  picks: readonly string[];
  budget: number;
  format: ContextFormat;
  /** The words of the search, for the head of the block. */
  title: string;
  onPicks: (picks: readonly string[]) => void;
  onBudget: (budget: number) => void;
  onFormat: (format: ContextFormat) => void;
}

/** What is picked, how much of the budget it takes, and the ways to take it along. */
export function Tray({ picks, budget, format, title, onPicks, onBudget, onFormat }: Props) {
  const { data, error, isPlaceholderData, refetch } = useQuery(sizesQuery(splitPicks(picks)));
  const [isBusy, setBusy] = useState(false);
  const isNarrow = useMedia("(max-width: 39.99rem)");
  const sizes = data && !isPlaceholderData ? new Map(data.items.map((one) => [one.id, one.tokens])) : undefined;
  const tokens = data?.tokens ?? 0;
  const isOver = tokens > budget;
  const there = sizes ? picks.filter((id) => sizes.has(id)) : picks;
  const take = (deed: (packing: Packing) => Promise<void>) => (): void => {
    setBusy(true);
    void deed({ picked: splitPicks(there), format, budget, title }).finally(() => setBusy(false));
  };
  const words = `${formatCount(tokens)} of ${formatCount(budget)} tokens`;
  return (
    <section aria-label="Context" data-tray className="flex shrink-0 animate-appear flex-wrap items-center gap-x-2 gap-y-2 border-t bg-card px-3 py-2.5 sm:gap-x-3 sm:px-6">
      <Popover
        label="What is picked"
        className="w-[24rem]"
        trigger={
          <Button className="bg-page px-2.5 tabular-nums">
            {formatCount(picks.length)} picked
            <ChevronDown className="text-muted" />
          </Button>
        }
      >
        {(close) => (
          <>
            <PickedList picks={picks} sizes={sizes} onRemove={(id) => onPicks(picks.filter((one) => one !== id))} />
            <button
              type="button"
              onClick={() => {
                close();
                onPicks([]);
              }}
              className="h-9 shrink-0 border-t text-xs text-muted hover:text-ink"
            >
              Pick nothing
            </button>
          </>
        )}
      </Popover>
      <div className="min-w-40 flex-1 basis-40">
        {error ? (
          <p role="alert" className="flex items-center gap-2 text-xs text-bad">
            <span className="truncate">{error.message}</span>
            <button type="button" className="underline" onClick={() => void refetch()}>
              Try again
            </button>
          </p>
        ) : (
          <>
            <p role="status" title={data && `Counted by ${data.tokenizer}`} className={cx("mb-1 truncate text-xs tabular-nums", isOver ? "text-bad" : "text-muted")}>
              {data ? words : "Counting…"}
              {isOver && <span className="max-sm:hidden">: the last will be left out</span>}
            </p>
            <Progress label="Token budget" value={tokens} max={budget} words={words} tone={isOver ? "bad" : "accent"} className={isPlaceholderData ? "opacity-60" : ""} />
          </>
        )}
      </div>
      <BudgetMenu budget={budget} onChange={onBudget} />
      {isNarrow ? (
        <Select label="Format" value={format} options={CONTEXT_FORMATS} onChange={onFormat} className="[&>select]:bg-page" />
      ) : (
        <Segmented label="Format" value={format} options={CONTEXT_FORMATS} onChange={onFormat} className="bg-page!" />
      )}
      <div className="flex items-center gap-1 max-sm:ml-auto">
        <Button tone="primary" disabled={isBusy || there.length === 0} onClick={take(copyBlock)}>
          <Copy /> Copy
        </Button>
        <IconButton label="Download" disabled={isBusy || there.length === 0} onClick={take(downloadBlock)}>
          <Download />
        </IconButton>
      </div>
    </section>
  );
}
