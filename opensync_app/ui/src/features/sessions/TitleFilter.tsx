import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useDebounced } from "@/lib/use-debounced";

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** Narrows the list to titles that hold these words, while they are typed. */
export function TitleFilter({ value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  const [kept, setKept] = useState(value);
  const rested = useDebounced(typed, 150);
  // The address changed without us: back, forward or a link.
  if (kept !== value) {
    setKept(value);
    if (value !== rested) setTyped(value);
  }
  useEffect(() => {
    if (rested === typed && rested !== value) onChange(rested);
  });
  return (
    <label className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-button px-2 text-muted focus-within:bg-fill-soft @md:max-w-72">
      <Search className="size-3.5 shrink-0" />
      <input
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (typed === "") event.currentTarget.blur();
          setTyped("");
        }}
        placeholder="Filter by title"
        aria-label="Filter by title"
        spellCheck={false}
        className="w-full min-w-0 bg-transparent text-[13px] text-ink outline-none placeholder:text-muted"
      />
      {typed !== "" && (
        <button type="button" aria-label="Clear filter" onClick={() => setTyped("")} className="hover:text-ink">
          <X className="size-3.5" />
        </button>
      )}
    </label>
  );
}
