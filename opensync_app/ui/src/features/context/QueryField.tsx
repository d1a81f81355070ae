import { Search, X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { useTypedWords } from "./use-typed-words";

interface Props {
  asked: string;
  onAsk: (words: string) => void;
  /** Something is being fetched. */
  isBusy: boolean;
  /** Whether the page opens with the cursor here. */
  wantsFocus: boolean;
  /** Buttons at the right end. */
  children: ReactNode;
}

/** The words that are searched, as they are typed. */
export function QueryField({ asked, onAsk, isBusy, wantsFocus, children }: Props) {
  const { typed, type, commit } = useTypedWords(asked, onAsk);
  const input = useRef<HTMLInputElement>(null);
  const first = useRef(wantsFocus);
  useEffect(() => {
    // On a touch screen the keyboard would cover the page.
    if (first.current && window.matchMedia("(hover: hover)").matches) input.current?.focus();
  }, [first]);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      if (typed === "") event.currentTarget.blur();
      type("");
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      commit();
      event.currentTarget.blur();
      // The results answer, as if the key had been pressed there.
      window.dispatchEvent(new globalThis.KeyboardEvent("keydown", { key: "ArrowDown" }));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="search"
      className="flex h-11 w-full min-w-0 items-center gap-1 rounded-card border bg-card pr-1.5 pl-3.5 text-muted transition-colors focus-within:border-line-strong focus-within:bg-page"
    >
      <Search className={`mr-1.5 size-4 shrink-0 ${isBusy ? "animate-pulse-soft" : ""}`} />
      <input
        ref={input}
        data-search-field
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Words, a question, an error line…"
        aria-label="Search everything"
        maxLength={4000}
        spellCheck={false}
        autoComplete="off"
        enterKeyHint="search"
        className="h-full w-full min-w-0 bg-transparent text-[15px] text-ink outline-none placeholder:text-muted"
      />
      {typed !== "" && (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            type("");
            onAsk("");
            input.current?.focus();
          }}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-button hover:text-ink"
        >
          <X className="size-4" />
        </button>
      )}
      {children}
    </div>
  );
}
