import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import { useState } from "react";
import { editPreferences, preferencesQuery } from "@/api/desk";
import { Button } from "@/components/Button";
import { Progress } from "@/components/charts/Progress";
import { Popover } from "@/components/Popover";
import { say } from "@/components/toast";
import { formatMonth, localZone } from "@/lib/days";
import { formatCost } from "@/lib/format";
import { overviewQuery, type Asked } from "./queries";

/** What this calendar month has cost against the budget that the person set; without one the way to set it. */
export function Budget({ today }: { today: string }) {
  const preferences = useQuery(preferencesQuery).data;
  const month: Asked = { from: `${today.slice(0, 8)}01`, to: today, tz: preferences?.timeZone ?? localZone(), source: [], project: [], model: [] };
  const spent = useQuery(overviewQuery(month)).data?.figures.cost;
  const budget = preferences?.budgetMonthlyUsd;
  if (preferences === undefined || spent === undefined) return <div className="h-10" />;
  if (budget == null) {
    return (
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-muted">
        <Icon />
        <span>
          <span className="block text-[13px] text-ink tabular-nums">{formatCost(spent)}</span>
          so far in {formatMonth(today)}, all sources
        </span>
        <span className="ml-auto">
          <BudgetForm budget={undefined} />
        </span>
      </div>
    );
  }
  const share = budget > 0 ? spent / budget : 1;
  const percent = Math.round(share * 100);
  return (
    <div>
      <div className="mb-2.5 flex flex-wrap items-center gap-x-3 gap-y-2 text-xs text-muted">
        <Icon />
        <span>
          Budget of {formatMonth(today)}
          <span className="block text-[13px] text-ink tabular-nums">
            {formatCost(spent)} <span className="text-muted">of {formatCost(budget)}</span>
          </span>
        </span>
        <span className="ml-auto text-right tabular-nums">
          {share > 1 ? "Over by" : "Left"}
          <span className={share > 1 ? "block text-[13px] text-bad" : "block text-[13px] text-ink"}>{formatCost(Math.abs(budget - spent))}</span>
        </span>
        <BudgetForm budget={budget} />
      </div>
      <Progress
        label={`Budget of ${formatMonth(today)}`}
        value={spent}
        max={budget}
        words={`${percent} percent used`}
        tone={share >= 1 ? "bad" : share >= 0.8 ? "warn" : "accent"}
        marks={[0.8]}
      />
    </div>
  );
}

function Icon() {
  return (
    <span className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-ink">
      <Wallet className="size-4 stroke-[1.5]" />
    </span>
  );
}

function BudgetForm({ budget }: { budget: number | undefined }) {
  return (
    <Popover
      label="Monthly budget"
      align="end"
      className="w-64 p-3"
      trigger={<Button>{budget === undefined ? "Set a monthly budget" : "Change"}</Button>}
    >
      {(close) => <BudgetFields budget={budget} onDone={close} />}
    </Popover>
  );
}

function BudgetFields({ budget, onDone }: { budget: number | undefined; onDone: () => void }) {
  const [typed, setTyped] = useState(budget === undefined ? "" : String(budget));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: editPreferences,
    onSuccess: (preferences) => {
      client.setQueryData(preferencesQuery.queryKey, preferences);
      onDone();
    },
    onError: (error) => say(error.message),
  });
  const amount = Number(typed);
  const isAmount = typed.trim() !== "" && Number.isFinite(amount) && amount > 0;
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        // The warnings count the same days as this page.
        if (isAmount) save.mutate({ budgetMonthlyUsd: amount, timeZone: localZone() });
      }}
    >
      <label className="block text-xs text-muted">
        A calendar month may cost, in US dollars
        <input
          type="number"
          inputMode="decimal"
          min="0.01"
          step="any"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="mt-1.5 h-8 w-full rounded-button border bg-card px-2 text-[13px] text-ink tabular-nums"
        />
      </label>
      <p className="text-xs text-muted">It only warns: at 80 % and at 100 % a notification says so.</p>
      <div className="flex justify-end gap-2">
        {budget !== undefined && (
          <Button tone="quiet" onClick={() => save.mutate({ budgetMonthlyUsd: null })}>
            Remove
          </Button>
        )}
        <Button type="submit" tone="primary" disabled={!isAmount || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
