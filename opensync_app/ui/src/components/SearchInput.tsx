import { Search, X } from "lucide-react";
import type { RefObject } from "react";
import { cx } from "@/lib/cx";

interface Props {
  /** What is searched, for screen readers. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  /** The key `/` goes here. */
  isPageSearch?: boolean;
  inputRef?: RefObject<HTMLInputElement | null>;
  className?: string;
}

/** A field for words that narrow something. Esc clears it, a second Esc leaves it. */
export function SearchInput({ label, value, onChange, placeholder = label, isPageSearch = false, inputRef, className }: Props) {
  return (
    <label
      className={cx(
        "flex h-8 min-w-0 items-center gap-2 rounded-button border bg-card px-2.5 text-muted transition-colors focus-within:border-line-strong",
        className,
      )}
    >
      <Search className="size-3.5 shrink-0" />
      <input
        ref={inputRef}
        data-search-field={isPageSearch || undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || (value === "" && !isPageSearch)) return;
          event.preventDefault();
          event.stopPropagation();
          if (value === "") event.currentTarget.blur();
          onChange("");
        }}
        placeholder={placeholder}
        aria-label={label}
        spellCheck={false}
        autoComplete="off"
        className="w-full min-w-0 bg-transparent text-[13px] text-ink outline-none placeholder:text-muted"
      />
      {value !== "" && (
        <button type="button" aria-label={`Clear: ${label}`} onClick={() => onChange("")} className="shrink-0 hover:text-ink">
          <X className="size-3.5" />
        </button>
      )}
    </label>
  );
}
