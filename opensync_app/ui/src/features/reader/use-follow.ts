import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Row } from "@/lib/transcript";

interface Options {
  scroller: RefObject<HTMLElement | null>;
  rows: Row[];
  isWhole: boolean;
  wantsEnd: boolean;
  toEnd: () => void;
}

interface Follow {
  isAtEnd: boolean;
  /** Rows that arrived below while the reader looked elsewhere. */
  fresh: number;
  stick: () => void;
}

const NEAR_PX = 64;
/** So long after news the rows may still be growing into their measured heights. */
const SETTLE_MS = 400;

/** Stays at the end of a growing session if the reader is there, and nowhere else. */
export function useFollow({ scroller, rows, isWhole, wantsEnd, toEnd }: Options): Follow {
  const [isAtEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState<number>();
  const sticks = useRef(false);
  const newsAt = useRef(0);
  const go = useRef(toEnd);
  const count = rows.length;
  const isReady = count > 0;
  useEffect(() => {
    go.current = toEnd;
  });
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = (): void => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      setAtEnd(near);
      sticks.current = near;
    };
    // News are followed; what the reader unfolds is not, or it would jump away.
    const settle = (): void => {
      if (sticks.current && performance.now() - newsAt.current < SETTLE_MS) go.current();
      else look();
    };
    box.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(settle);
    sizes.observe(box);
    if (box.firstElementChild) sizes.observe(box.firstElementChild);
    return () => {
      box.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [scroller, isReady]);
  // What is there once the whole session is loaded is not new; what comes later is.
  if (isWhole && (seen === undefined || (isAtEnd && seen !== count))) setSeen(count);
  useLayoutEffect(() => {
    newsAt.current = performance.now();
    if (isWhole && sticks.current) go.current();
  }, [rows, isWhole]);
  useEffect(() => {
    if (wantsEnd && isWhole) go.current();
  }, [wantsEnd, isWhole]);
  const stick = (): void => {
    sticks.current = true;
    newsAt.current = performance.now();
    go.current();
  };
  return { isAtEnd: isAtEnd && isWhole, fresh: seen === undefined ? 0 : Math.max(0, count - seen), stick };
}
