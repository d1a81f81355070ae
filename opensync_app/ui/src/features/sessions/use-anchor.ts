import { useLayoutEffect, useRef, type RefObject } from "react";

/** Keeps the rows that are looked at in their place when rows arrive or leave above them. */
export function useAnchor(ids: string[], rowHeight: number, scroller: RefObject<HTMLElement | null>): void {
  const before = useRef<string[]>([]);
  useLayoutEffect(() => {
    const box = scroller.current;
    const old = before.current;
    before.current = ids;
    if (!box || box.scrollTop < rowHeight || old === ids) return;
    const first = Math.floor(box.scrollTop / rowHeight);
    const anchor = old[first];
    const now = anchor === undefined ? -1 : ids.indexOf(anchor);
    // A far move is a new order, not a new neighbour: then the place in the list stays.
    if (now >= 0 && now !== first && Math.abs(now - first) <= 20) box.scrollBy(0, (now - first) * rowHeight);
  }, [ids, rowHeight, scroller]);
}
