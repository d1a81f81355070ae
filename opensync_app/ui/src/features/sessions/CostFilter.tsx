import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Popover } from "@/components/Popover";

interface Props {
  /** US dollars, as typed. */
  min: string | undefined;
  max: string | undefined;
  onChange: (change: { minCost: string | undefined; maxCost: string | undefined }) => void;
}

/** Narrows the list to sessions whose cost lies between two amounts. */
export function CostFilter({ min, max, onChange }: Props) {
  return (
    <Popover
      label="Cost"
      className="w-56 p-3"
      trigger={
        <Button className="bg-card px-2.5">
          {titleOf(min, max)}
          <ChevronDown className="text-muted" />
        </Button>
      }
    >
      {(close) => <Amounts {...{ min, max, onChange, close }} />}
    </Popover>
  );
}

function Amounts({ min, max, onChange, close }: Props & { close: () => void }) {
  const [from, setFrom] = useState(min ?? "");
  const [to, setTo] = useState(max ?? "");
  const field = (label: string, value: string, set: (value: string) => void) => (
    <label className="flex items-center gap-2 text-xs text-muted">
      <span className="w-14">{label}</span>
      <input
        type="number"
        min="0"
        step="any"
        inputMode="decimal"
        value={value}
        onChange={(event) => set(event.target.value)}
        className="h-8 w-full min-w-0 rounded-button border bg-card px-2 text-xs text-ink"
      />
    </label>
  );
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ minCost: from || undefined, maxCost: to || undefined });
        close();
      }}
    >
      {field("From $", from, setFrom)}
      {field("To $", to, setTo)}
      <Button type="submit" className="w-full">
        Show these costs
      </Button>
    </form>
  );
}

function titleOf(min: string | undefined, max: string | undefined): string {
  if (min !== undefined && max !== undefined) return `$${min} – $${max}`;
  if (min !== undefined) return `From $${min}`;
  return max === undefined ? "Cost" : `To $${max}`;
}
