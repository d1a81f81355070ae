import { CalendarDays, Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { cx } from "@/lib/cx";
import { formatDay, formatDays, SPANS, type DayRange, type Span } from "@/lib/days";
import { Button } from "./Button";
import { Popover } from "./Popover";

interface Props {
  value: DayRange;
  onChange: (range: DayRange) => void;
  /** The span that holds when nothing is chosen. */
  normal?: Span;
  /** The last day that can be chosen. */
  today: string;
  align?: "start" | "end";
}

/** Chooses 7, 14, 30, 60 or 90 days, everything, or two days of one's own. */
export function RangePicker({ value, onChange, normal = "30", today, align = "start" }: Props) {
  const isCustom = value.from !== undefined || value.to !== undefined;
  const span = isCustom ? undefined : (value.days ?? normal);
  return (
    <Popover
      label="Days"
      align={align}
      className="w-56 p-1"
      trigger={
        <Button className="bg-card px-2.5">
          <CalendarDays className="text-muted" />
          {span ? spanName(span) : ownDays(value, today)}
          <ChevronDown className="text-muted" />
        </Button>
      }
    >
      {(close) => (
        <>
          <ul aria-label="Span">
            {SPANS.map((one) => (
              <li key={one}>
                <button
                  type="button"
                  aria-pressed={one === span}
                  onClick={() => {
                    onChange({ days: one === normal ? undefined : one, from: undefined, to: undefined });
                    close();
                  }}
                  className="flex h-8 w-full items-center rounded px-2 text-left text-[13px] hover:bg-fill"
                >
                  <span className="flex-1">{spanName(one)}</span>
                  {one === span && <Check className="size-3.5" />}
                </button>
              </li>
            ))}
          </ul>
          <CustomDays
            value={value}
            today={today}
            onChoose={(from, to) => {
              onChange({ days: undefined, from, to });
              close();
            }}
          />
        </>
      )}
    </Popover>
  );
}

/** "Last 30 days", "All time". */
export function spanName(span: Span): string {
  return span === "all" ? "All time" : `Last ${span} days`;
}

function CustomDays({ value, today, onChoose }: { value: DayRange; today: string; onChoose: (from: string, to: string) => void }) {
  const [from, setFrom] = useState(value.from ?? "");
  const [to, setTo] = useState(value.to ?? today);
  const isWhole = from !== "" && to !== "" && from <= to;
  const field = "h-8 w-full min-w-0 rounded-button border bg-card px-2 text-xs";
  return (
    <form
      className="-mx-1 mt-1 space-y-2 border-t px-3 pt-2.5 pb-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) onChoose(from, to);
      }}
    >
      <label className="flex items-center gap-2 text-xs text-muted">
        <span className="w-8">From</span>
        <input type="date" value={from} max={to || today} onChange={(event) => setFrom(event.target.value)} className={cx(field, "text-ink")} />
      </label>
      <label className="flex items-center gap-2 text-xs text-muted">
        <span className="w-8">To</span>
        <input type="date" value={to} min={from} max={today} onChange={(event) => setTo(event.target.value)} className={cx(field, "text-ink")} />
      </label>
      <Button type="submit" disabled={!isWhole} className="w-full">
        Show these days
      </Button>
    </form>
  );
}

/** Two days of one's own, of which one may be missing. */
function ownDays({ from, to }: DayRange, today: string): string {
  return from === undefined ? `Until ${formatDay(to ?? today)}` : formatDays({ from, to: to ?? today });
}
