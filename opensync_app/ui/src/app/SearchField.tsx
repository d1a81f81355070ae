import { useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Kbd } from "@/components/Kbd";
import { cx } from "@/lib/cx";
import { useDebounced } from "@/lib/use-debounced";
import { useKeys } from "@/lib/use-keys";

/** The search field of every page; what is typed opens the search at once. */
export function SearchField({ className }: { className?: string }) {
  const isSearch = useRouterState({ select: (state) => state.location.pathname === "/search" });
  const search = useSearch({ from: "__root__" });
  const asked = isSearch ? (search.q ?? "") : "";
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(asked);
  const rested = useDebounced(typed, 120);
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  // The address changed without us: back, forward or a link.
  if (seen !== asked) {
    setSeen(asked);
    if (asked !== rested) setTyped(asked);
  }
  useEffect(() => {
    if (rested !== typed || rested === asked || (rested === "" && !isSearch)) return;
    void navigate({ to: "/search", search: { source: search.source, q: rested || undefined }, replace: isSearch });
  });
  const focus = (): void => {
    // On phones the header's field gives way to the one on the search page.
    if (input.current?.offsetParent == null) return;
    input.current.focus();
    input.current.select();
  };
  useKeys({ "/": focus });
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      focus();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Escape") {
      if (typed === "") event.currentTarget.blur();
      setTyped("");
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.currentTarget.blur();
      // The results answer the key, as if it had been pressed there.
      window.dispatchEvent(new globalThis.KeyboardEvent("keydown", { key: event.key }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <label
      role="search"
      className={cx(
        "flex h-8 w-full min-w-0 items-center gap-2 rounded-button border bg-card px-2.5 text-muted transition-colors",
        "focus-within:border-line-strong focus-within:bg-page sm:max-w-72",
        className,
      )}
    >
      <Search className="size-3.5 shrink-0" />
      <input
        ref={input}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Search"
        aria-label="Search everything"
        spellCheck={false}
        autoComplete="off"
        className="w-full min-w-0 bg-transparent text-[13px] text-ink outline-none placeholder:text-muted"
      />
      <span className="hidden shrink-0 md:block">
        <Kbd>Ctrl K</Kbd>
      </span>
    </label>
  );
}
