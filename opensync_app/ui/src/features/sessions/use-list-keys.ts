import { useState } from "react";
import { useKeys } from "@/lib/use-keys";

interface Options {
  count: number;
  /** Where the open session stands, or -1. */
  openIndex: number;
  show: (index: number) => void;
  open: (index: number) => void;
  choose: (index: number) => void;
  star: (index: number) => void;
  trash: (index: number) => void;
  /** There while sessions are chosen: Esc then chooses none. */
  clear: (() => void) | undefined;
}

/** The row that the keyboard stands on: j and k move it, Enter opens, x chooses, s stars, # trashes. */
export function useListKeys({ count, openIndex, show, open, choose, star, trash, clear }: Options): number {
  const [moved, setMoved] = useState<{ from: number; to: number }>();
  // Once another session is opened the keyboard goes on from there.
  const cursor = moved?.from === openIndex ? moved.to : openIndex;
  const move = (step: number): void => {
    if (count === 0) return;
    const to = Math.max(0, Math.min(count - 1, cursor + step));
    setMoved({ from: openIndex, to });
    show(to);
  };
  const inList = (step: number) => (event: KeyboardEvent) => (isInReader(event) ? false : move(step));
  const here = (deed: (index: number) => void) => (event: KeyboardEvent) => {
    if (isInReader(event) || cursor < 0 || openIndex >= 0) return false;
    deed(cursor);
  };
  useKeys({
    x: here(choose),
    s: here(star),
    "#": here(trash),
    ...(clear ? { Escape: clear } : {}),
    j: inList(1),
    k: inList(-1),
    ArrowDown: inList(1),
    ArrowUp: inList(-1),
    Enter: (event) => {
      const target = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("a, button, summary") : null;
      if (target && !target.dataset["row"]) target.click();
      else if (cursor >= 0) open(cursor);
    },
  });
  return cursor;
}

/** Keys that are pressed in the open session are the reader's. */
function isInReader(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.closest("[data-reader]") !== null;
}
