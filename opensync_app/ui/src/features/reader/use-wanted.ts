import { useEffect, useRef, useState } from "react";
import { pagesOf } from "./use-pages";
import type { Range } from "./window-model";

/** So long the window must rest before pages far from the last ones are fetched. */
const REST_MS = 80;

/** The pages to hold for a window, steady while the scroll bar is dragged across many. */
export function useWanted(first: number): [number[], (range: Range, total: number) => void] {
  const [wanted, setWanted] = useState([first]);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const want = (range: Range, total: number): void => {
    const next = pagesOf(range, total);
    window.clearTimeout(timer.current);
    if (next.length === wanted.length && next.every((page, index) => page === wanted[index])) return;
    const isNear = next.some((page) => wanted.includes(page));
    if (isNear) setWanted(next);
    else timer.current = window.setTimeout(() => setWanted(next), REST_MS);
  };
  return [wanted, want];
}
