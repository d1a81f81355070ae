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
  const at = (event: KeyboardEvent): number => (cursor >= 0 ? cursor : focusedRow(event));
  const move = (from: number, step: number): void => {
    if (count === 0) return;
    const to = Math.max(0, Math.min(count - 1, from + step));
    setMoved({ from: openIndex, to });
    show(to);
  };
  const inList = (step: number) => (event: KeyboardEvent) => (isInReader(event) ? false : move(at(event), step));
  const here = (deed: (index: number) => void) => (event: KeyboardEvent) => {
    const index = at(event);
    if (isInReader(event) || index < 0 || openIndex >= 0) return false;
    deed(index);
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
      else if (at(event) >= 0) open(at(event));
    },
  });
  return cursor;
}

/** The row that Tab came to, or -1. */
function focusedRow({ target }: KeyboardEvent): number {
  const row = target instanceof HTMLElement ? target.dataset["row"] : undefined;
  return row === undefined ? -1 : Number(row);
}

/** Keys that are pressed in the open session are the reader's. */
function isInReader(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.closest("[data-reader]") !== null;
}
