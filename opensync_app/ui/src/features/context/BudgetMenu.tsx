import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Popover } from "@/components/Popover";
import { formatCompact, formatCount } from "@/lib/format";
import { BUDGETS, LARGEST_BUDGET } from "./picks";

interface Props {
  budget: number;
  onChange: (budget: number) => void;
}

/** How many tokens the context may take: one of three, or any number. */
export function BudgetMenu({ budget, onChange }: Props) {
  return (
    <Popover
      label="Token budget"
      align="end"
      className="w-52 p-1"
      trigger={
        <Button className="bg-page px-2.5" aria-label={`Token budget: ${formatCount(budget)}`}>
          {formatCompact(budget)} <span className="max-sm:hidden">budget</span>
          <ChevronDown className="text-muted" />
        </Button>
      }
    >
      {(close) => (
        <>
          <ul>
            {BUDGETS.map((one) => (
              <li key={one}>
                <button
                  type="button"
                  aria-pressed={one === budget}
                  onClick={() => {
                    onChange(one);
                    close();
                  }}
                  className="flex h-8 w-full items-center rounded px-2 text-left text-[13px] tabular-nums hover:bg-fill"
                >
                  <span className="flex-1">{formatCount(one)} tokens</span>
                  {one === budget && <Check className="size-3.5" />}
                </button>
              </li>
            ))}
          </ul>
          <OwnBudget
            budget={budget}
            onChoose={(tokens) => {
              onChange(tokens);
              close();
            }}
          />
        </>
      )}
    </Popover>
  );
}

function OwnBudget({ budget, onChoose }: { budget: number; onChoose: (tokens: number) => void }) {
  const [typed, setTyped] = useState(String(budget));
  const tokens = Number(typed);
  const isGood = Number.isInteger(tokens) && tokens >= 1 && tokens <= LARGEST_BUDGET;
  return (
    <form
      className="-mx-1 mt-1 flex gap-2 border-t px-3 pt-2.5 pb-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) onChoose(tokens);
      }}
    >
      <input
        aria-label="Tokens"
        aria-invalid={!isGood}
        title={`1 to ${formatCount(LARGEST_BUDGET)}`}
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.target.value.replaceAll(/\D/g, ""))}
        className="h-8 w-full min-w-0 rounded-button border bg-card px-2 text-xs tabular-nums aria-invalid:border-bad"
      />
      <Button type="submit" disabled={!isGood}>
        Set
      </Button>
    </form>
  );
}
