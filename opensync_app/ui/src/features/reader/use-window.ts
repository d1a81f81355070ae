import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState, type RefObject } from "react";
import { WindowModel, type Range } from "./window-model";

interface Options {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  /** The height of an item that nothing is known of, in px. */
  guess: number;
  /** Says what is known of heights; a new function says that there is something new. */
  refine: (model: WindowModel) => void;
}

export interface Window {
  model: WindowModel;
  range: Range;
  isAtEnd: boolean;
  /** The item at the top of the box. */
  first: number;
  /** For each drawn row: keeps its measure. */
  row: (element: HTMLElement | null) => (() => void) | undefined;
  /** Moves the box so that an item is so far below its top. */
  goTo: (index: number, below?: number) => void;
  goToEnd: () => void;
}

const PADDING = { top: 8, bottom: 56 };
/** So long after the first rows the ones beyond the edges follow. */
const AHEAD_AFTER_MS = 150;
/** The gap above an item that was jumped to. */
const HEADROOM_PX = 12;

/** Draws a long list through a window; see WindowModel for what it promises. */
export function useWindow({ scroller, count, guess, refine }: Options): Window {
  const [model] = useState(() => new WindowModel(() => scroller.current, PADDING));
  const [, redraw] = useReducer((turn: number) => turn + 1, 0);
  model.know(count, guess, refine);
  const range = model.range();
  const shown = useRef({ range, isAtEnd: model.isAtEnd, first: model.first });
  const isReady = count > 0;

  const update = useCallback((): void => {
    const next = model.range();
    const { range: old, isAtEnd, first } = shown.current;
    if (next.from !== old.from || next.to !== old.to || isAtEnd !== model.isAtEnd || first !== model.first) redraw();
  }, [model]);

  const [row] = useState(() => new RowMeasure(model, redraw));

  // After each drawing: measure what is new, put the box where it belongs, draw what that uncovers.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    model.scrolled();
    const changed = row.measureNew(box);
    model.restore();
    shown.current = { range, isAtEnd: model.isAtEnd, first: model.first };
    if (changed) redraw();
    else update();
  });

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    let width = box.clientWidth;
    model.resize(box.clientHeight);
    redraw();
    const onScroll = (): void => {
      model.scrolled();
      update();
    };
    const sizes = new ResizeObserver(() => {
      if (box.clientWidth !== width) model.heights.forget();
      width = box.clientWidth;
      model.resize(box.clientHeight);
      model.restore();
      redraw();
    });
    box.addEventListener("scroll", onScroll, { passive: true });
    sizes.observe(box);
    return () => {
      box.removeEventListener("scroll", onScroll);
      sizes.disconnect();
    };
  }, [scroller, model, update, isReady]);

  useEffect(() => {
    if (!isReady) return;
    const timer = window.setTimeout(() => {
      model.drawAhead();
      redraw();
    }, AHEAD_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [model, isReady]);

  const goTo = useCallback(
    (index: number, below = HEADROOM_PX): void => {
      model.lookAt(index, below);
      model.restore();
      redraw();
    },
    [model],
  );
  const goToEnd = useCallback((): void => {
    model.lookAtEnd();
    model.restore();
    redraw();
  }, [model]);
  return { model, range, isAtEnd: model.isAtEnd, first: model.first, row: row.watch, goTo, goToEnd };
}

/** Measures rows: new ones right after they are drawn, all of them whenever they change. */
class RowMeasure {
  private known = new WeakSet<Element>();
  private observer: ResizeObserver;

  constructor(
    private readonly model: WindowModel,
    redraw: () => void,
  ) {
    this.observer = new ResizeObserver((entries) => {
      model.scrolled();
      let changed = false;
      for (const { target, borderBoxSize } of entries) changed = this.note(target as HTMLElement, borderBoxSize[0]?.blockSize ?? 0) || changed;
      if (!changed) return;
      model.restore();
      redraw();
    });
  }

  watch = (element: HTMLElement | null): (() => void) | undefined => {
    if (!element) return undefined;
    this.observer.observe(element);
    return () => this.observer.unobserve(element);
  };

  /** One forced layout for all that came with a drawing; whether any of it was not as guessed. */
  measureNew(box: HTMLElement): boolean {
    let changed = false;
    for (const element of box.querySelectorAll<HTMLElement>("[data-number]")) {
      if (this.known.has(element)) continue;
      this.known.add(element);
      // offsetHeight is whole px; the fraction would add up over many rows.
      changed = this.note(element, element.getBoundingClientRect().height) || changed;
    }
    return changed;
  }

  private note(element: HTMLElement, height: number): boolean {
    return this.model.heights.measure(Number(element.dataset["number"]), height);
  }
}
