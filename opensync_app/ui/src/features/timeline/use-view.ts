import { useCallback, useEffect, useEffectEvent, useRef, useState, type PointerEvent, type RefObject } from "react";
import { panned, zoomed, type View } from "./layout";

const WHEEL_ZOOM = 0.0015;
/** A view that rested for so long is kept. */
const KEEP_AFTER_MS = 250;
/** A press that moves less than this is a click. */
const STILL = 4;

/** Where the view is kept beyond this component: in the address. */
export interface Kept {
  begin: View | undefined;
  keep: (view: View | undefined) => void;
}

export interface ViewControls {
  view: View;
  /** Undefined shows everything, also what is still to come. */
  setView: (view: View | undefined) => void;
  /** Handlers for the element that is dragged. */
  drag: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
  /** Whether the last press was a drag, so that its click opens nothing. */
  wasDragged: () => boolean;
}

/** The stretch of time that is seen, moved by dragging and zoomed by Ctrl and the wheel. */
export function useView(whole: View, kept: Kept, area: RefObject<HTMLElement | null>, width: number): ViewControls {
  const [own, setOwn] = useState(kept.begin);
  const keep = useEffectEvent(kept.keep);
  useEffect(() => {
    const timer = window.setTimeout(() => keep(own), KEEP_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [own]);
  const setView = useCallback((next: View | undefined) => setOwn(next), []);
  const view = own ?? whole;
  const press = useRef<{ x: number; view: View; moved: boolean } | null>(null);
  const dragged = useRef(false);

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const turn = (event: WheelEvent): void => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
      if (!event.ctrlKey && !event.metaKey && sideways === 0) return;
      event.preventDefault();
      const { left } = element.getBoundingClientRect();
      const next =
        sideways === 0 ? zoomed(view, Math.exp(event.deltaY * WHEEL_ZOOM), (event.clientX - left) / Math.max(1, width)) : panned(view, sideways / Math.max(1, width));
      setView(next);
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [area, view, width, setView]);

  const end = (): void => {
    dragged.current = press.current?.moved ?? false;
    press.current = null;
  };
  return {
    view,
    setView,
    wasDragged: () => dragged.current,
    drag: {
      onPointerDown: (event) => {
        dragged.current = false;
        if (event.button === 0) press.current = { x: event.clientX, view, moved: false };
      },
      onPointerMove: (event) => {
        const begun = press.current;
        if (!begun) return;
        const distance = begun.x - event.clientX;
        if (!begun.moved && Math.abs(distance) < STILL) return;
        if (!begun.moved) event.currentTarget.setPointerCapture(event.pointerId);
        begun.moved = true;
        setView(panned(begun.view, distance / Math.max(1, width)));
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
