import { ChevronDown } from "lucide-react";
import { cx } from "@/lib/cx";

interface Props<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  className?: string;
}

/** One of several values, in the browser's own list: it works with every keyboard and on phones. */
export function Select<T extends string>({ label, value, options, onChange, className }: Props<T>) {
  return (
    <span className={cx("relative inline-flex h-8 items-center", className)}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
        className="h-full w-full appearance-none truncate rounded-button border bg-card pr-7 pl-2.5 text-xs hover:border-line-strong [&>option]:bg-menu"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute right-2 size-3.5 text-muted" />
    </span>
  );
}
