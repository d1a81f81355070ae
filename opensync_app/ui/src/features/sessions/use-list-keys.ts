import { useState } from "react";
import { useKeys } from "@/lib/use-keys";

interface Options {
  count: number;
  /** Where the open session stands, or -1. */
  openIndex: number;
  show: (index: number) => void;
  open: (index: number) => void;
}

/** The row that the keyboard stands on; j and k move it, Enter opens it. */
export function useListKeys({ count, openIndex, show, open }: Options): number {
  const [moved, setMoved] = useState<{ from: number; to: number }>();
  // Once another session is opened the keyboard goes on from there.
  const cursor = moved?.from === openIndex ? moved.to : openIndex;
  const move = (step: number): void => {
    if (count === 0) return;
    const to = Math.max(0, Math.min(count - 1, cursor + step));
    setMoved({ from: openIndex, to });
    show(to);
  };
  const inList = (step: number) => (event: KeyboardEvent) => {
    if (event.target instanceof HTMLElement && event.target.closest("[data-reader]")) return;
    move(step);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
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
