import { ChevronDown } from "lucide-react";
import { useState, type ReactNode } from "react";
import { cx } from "@/lib/cx";
import { formatCount } from "@/lib/format";
import { Checkbox } from "./Checkbox";
import { Popover } from "./Popover";
import { SearchInput } from "./SearchInput";
import { useArrows } from "./use-arrows";

export interface FilterOption {
  value: string;
  /** What people read; without it the value. */
  label?: string | undefined;
  count?: number | undefined;
  mark?: ReactNode;
}

interface Props {
  /** What is filtered, for example "Model"; the button says it. */
  label: string;
  options: readonly FilterOption[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** How many more values there are than the options show. */
  more?: number | undefined;
  isLoading?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

const SEARCHED_FROM = 8;

/** Chooses any of many values, with counts and a search; the button tells what is chosen. */
export function FilterMenu({ label, options, chosen, onChange, more = 0, isLoading = false, onOpenChange }: Props) {
  return (
    <Popover
      label={label}
      className="w-72"
      {...(onOpenChange ? { onOpenChange } : {})}
      trigger={
        <button
          type="button"
          className={cx(
            "inline-flex h-8 max-w-52 shrink-0 items-center gap-1.5 rounded-button border bg-card px-2.5 text-xs transition-colors hover:border-line-strong",
            chosen.length > 0 && "border-line-strong bg-fill-soft",
          )}
        >
          <span className="truncate">{titleOf(label, options, chosen)}</span>
          <ChevronDown className="size-3.5 shrink-0 text-muted" />
        </button>
      }
    >
      {() => <Options {...{ label, options, chosen, onChange, more, isLoading }} />}
    </Popover>
  );
}

/** "Model", "claude-opus-5", "3 models". */
function titleOf(label: string, options: readonly FilterOption[], chosen: readonly string[]): string {
  const [only] = chosen;
  if (only === undefined) return label;
  if (chosen.length > 1) return `${label}: ${formatCount(chosen.length)}`;
  return options.find((option) => option.value === only)?.label ?? (only || "None");
}

function Options({ label, options, chosen, onChange, more = 0, isLoading = false }: Props) {
  const [words, setWords] = useState("");
  // What was chosen when the list opened stands first, and stays in its place while it is turned.
  const [first] = useState(chosen);
  const onKeyDown = useArrows("input, button[data-clear]");
  const missing = first.filter((value) => options.every((option) => option.value !== value)).map((value) => ({ value }));
  const rank = (option: FilterOption): number => (first.includes(option.value) ? 0 : 1);
  const shown = [...missing, ...options]
    .filter((option) => nameOf(option).toLowerCase().includes(words.trim().toLowerCase()))
    .sort((a, b) => rank(a) - rank(b));
  const toggle = (value: string): void => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <div className="flex min-h-0 flex-col" onKeyDown={onKeyDown}>
      {options.length >= SEARCHED_FROM && (
        <SearchInput label={`Find: ${label}`} placeholder="Find" value={words} onChange={setWords} className="m-1 border-transparent bg-transparent!" />
      )}
      <ul aria-label={label} className="max-h-72 min-h-0 overflow-y-auto p-1">
        {shown.map((option) => (
          <li key={option.value}>
            <Checkbox
              checked={chosen.includes(option.value)}
              onChange={() => toggle(option.value)}
              className="flex! min-h-8 w-full rounded px-2 text-[13px]! hover:bg-fill has-focus-visible:bg-fill [&>span]:min-w-0 [&>span]:flex-1"
            >
              <OptionWords option={option} />
            </Checkbox>
          </li>
        ))}
        {shown.length === 0 && <li className="px-2 py-3 text-xs text-muted">{isLoading ? "Loading…" : "Nothing like it."}</li>}
        {more > 0 && <li className="px-2 py-2 text-xs text-muted">and {formatCount(more)} more</li>}
      </ul>
      {chosen.length > 0 && (
        <button type="button" data-clear onClick={() => onChange([])} className="h-9 shrink-0 border-t text-xs text-muted hover:text-ink">
          Clear
        </button>
      )}
    </div>
  );
}

function OptionWords({ option }: { option: FilterOption }) {
  return (
    <span className="flex items-center gap-2">
      <span className="min-w-0 flex-1 truncate" title={nameOf(option)}>
        {nameOf(option)}
      </span>
      {option.mark}
      {option.count !== undefined && <span className="text-xs text-muted tabular-nums">{formatCount(option.count)}</span>}
    </span>
  );
}

function nameOf(option: FilterOption): string {
  return option.label ?? (option.value || "None");
}
