import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { IconButton } from "@/components/Button";
import { formatCount, plural } from "@/lib/format";
import type { Find } from "./use-find";

/** The field that finds in a session, over its messages at the right. */
export function FindBar({ find }: { find: Find }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") find.step(event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown") find.step(1);
    else if (event.key === "ArrowUp") find.step(-1);
    else if (event.key === "Escape") find.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div role="search" className="absolute top-2 right-4 z-30 flex h-9 max-w-[calc(100%-2rem)] animate-appear items-center gap-1 rounded-card border border-line-strong bg-menu pr-1 pl-2.5">
      <Search className="size-3.5 shrink-0 text-muted" />
      <input
        ref={input}
        autoFocus
        value={find.words}
        maxLength={500}
        onChange={(event) => find.type(event.target.value)}
        onKeyDown={press}
        placeholder="Find in session"
        aria-label="Find in session"
        spellCheck={false}
        autoComplete="off"
        className="w-44 min-w-0 bg-transparent text-[13px] outline-none placeholder:text-muted"
      />
      <span role="status" className="shrink-0 px-1 text-xs whitespace-nowrap text-muted tabular-nums">
        {countWords(find)}
      </span>
      <IconButton label="Previous hit" className="size-7!" disabled={!find.hit} onClick={() => find.step(-1)}>
        <ChevronUp />
      </IconButton>
      <IconButton label="Next hit" className="size-7!" disabled={!find.hit} onClick={() => find.step(1)}>
        <ChevronDown />
      </IconButton>
      <IconButton label="Close the find bar" className="size-7!" onClick={find.close}>
        <X />
      </IconButton>
    </div>
  );
}

function countWords({ sought, found, error, at }: Find): string {
  if (error) return "Could not search";
  if (sought === "" || !found) return "";
  if (found.messages.length === 0) return "Nothing found";
  const count = `${at + 1} of ${formatCount(found.messages.length)}${found.isWhole ? "" : "+"}`;
  return found.count > found.messages.length ? `${count} · ${plural(found.count, "hit")}` : count;
}
