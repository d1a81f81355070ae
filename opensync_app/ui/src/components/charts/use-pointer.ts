import { useState, type KeyboardEvent, type PointerEvent } from "react";

interface Pointing {
  /** Which stretch is pointed at; undefined for none. */
  at: number | undefined;
  /** What the element over the plot needs. */
  handlers: {
    tabIndex: 0;
    onPointerMove: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
    onBlur: () => void;
  };
}

/** Points at one of `count` stretches with the mouse, a finger or the arrow keys. */
export function usePointing(count: number, left: number, width: number): Pointing {
  const [at, setAt] = useState<number>();
  const clamp = (index: number): number => Math.max(0, Math.min(count - 1, index));
  return {
    at: at !== undefined && at < count ? at : undefined,
    handlers: {
      tabIndex: 0,
      onPointerMove: (event) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
        setAt(x < 0 || x > width || count === 0 ? undefined : clamp(Math.floor((x / width) * count)));
      },
      onPointerLeave: () => setAt(undefined),
      onBlur: () => setAt(undefined),
      onKeyDown: (event) => {
        if (event.key === "ArrowRight") setAt(clamp((at ?? -1) + 1));
        else if (event.key === "ArrowLeft") setAt(clamp((at ?? count) - 1));
        else if (event.key === "Escape" && at !== undefined) setAt(undefined);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
