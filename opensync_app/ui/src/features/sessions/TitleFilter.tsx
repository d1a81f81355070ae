import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** The first letter narrows the list at once, further ones this often. */
const EVERY_MS = 120;

/** Narrows the list to titles that hold these words, while they are typed. */
export function TitleFilter({ value, onChange }: Props) {
  const [typed, setTyped] = useTyped(value, onChange);
  return (
    <label className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-button px-2 text-muted focus-within:bg-fill-soft focus-within:ring-1 focus-within:ring-line-strong has-focus-visible:ring-2 has-focus-visible:ring-focus @md:max-w-72">
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
        dir="auto"
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

/** What is typed, ahead of the address, which follows it; an address that changed without us is taken over. */
function useTyped(value: string, onChange: (value: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const [kept, setKept] = useState(value);
  // What the address was asked to become and has not become yet.
  const [asked, setAsked] = useState<readonly string[]>([]);
  const sentAt = useRef(0);
  if (kept !== value) {
    const at = asked.indexOf(value);
    setKept(value);
    setAsked(asked.slice(at < 0 ? asked.length : at + 1));
    if (at < 0) setTyped(value);
  }
  const last = asked.at(-1) ?? value;
  useEffect(() => {
    if (typed === last) return;
    const timer = window.setTimeout(
      () => {
        sentAt.current = performance.now();
        setAsked((before) => [...before, typed]);
        onChange(typed);
      },
      Math.max(0, sentAt.current + EVERY_MS - performance.now()),
    );
    return () => window.clearTimeout(timer);
  }, [typed, last, onChange]);
  return [typed, setTyped];
}
