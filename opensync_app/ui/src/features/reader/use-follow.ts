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
    look();
    box.addEventListener("scroll", look, { passive: true });
    return () => box.removeEventListener("scroll", look);
  }, [scroller, count]);
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
