import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

interface Options {
  scroller: RefObject<HTMLElement | null>;
  count: number;
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

const NEAR = 64;

/** Stays at the end of a growing session if the reader is there, and nowhere else. */
export function useFollow({ scroller, count, isWhole, wantsEnd, toEnd }: Options): Follow {
  const [isAtEnd, setAtEnd] = useState(false);
  const [seen, setSeen] = useState<number>();
  const sticks = useRef(false);
  const isReady = count > 0;
  const go = useRef(toEnd);
  useEffect(() => {
    go.current = toEnd;
  });
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const look = (): void => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      setAtEnd(near);
      sticks.current = near;
    };
    box.addEventListener("scroll", look, { passive: true });
    // Rows are measured after they are drawn, and grow when they are unfolded.
    const sizes = new ResizeObserver(() => {
      const stuck = sticks.current;
      look();
      if (stuck && !sticks.current) go.current();
    });
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
    if (isWhole && sticks.current) go.current();
  }, [count, isWhole]);
  useEffect(() => {
    if (wantsEnd && isWhole) go.current();
  }, [wantsEnd, isWhole]);
  const stick = (): void => {
    sticks.current = true;
    go.current();
  };
  return { isAtEnd: isAtEnd && isWhole, fresh: seen === undefined ? 0 : Math.max(0, count - seen), stick };
}
