import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { PAGE } from "@/api/reading";
import type { Loaded } from "@/lib/transcript";
import { estimateHeight, UNKNOWN_PX } from "./heights";
import { usePages, type Pages } from "./use-pages";
import { useWanted } from "./use-wanted";
import { useWindow, type Window } from "./use-window";
import type { WindowModel } from "./window-model";

export interface Transcript extends Pages {
  window: Window;
  /** Messages that arrived below since the reader was last at the end. */
  fresh: number;
  /** Goes to a message; when its result stands in an earlier row, to that row once it is known. */
  aim: (id: string, number: number, below?: number) => void;
  goTo: (number: number) => void;
}

interface Aim {
  id: string;
  number: number;
  below: number | undefined;
}

/** A session's messages in a window: which are loaded, which are drawn, and ways to move. */
export function useTranscript(sessionId: string, scroller: RefObject<HTMLElement | null>, start: { id: string; number: number } | undefined): Transcript {
  const [wanted, want] = useWanted(Math.floor((start?.number ?? 0) / PAGE));
  const pages = usePages(sessionId, wanted);
  const { loaded, total } = pages;
  const refine = useCallback((model: WindowModel) => refineHeights(model, loaded), [loaded]);
  const view = useWindow({ scroller, count: total ?? 0, guess: UNKNOWN_PX, refine });
  const aimed = useRef<Aim>(undefined);

  const aim = useCallback(
    (id: string, number: number, below?: number): void => {
      aimed.current = { id, number, below };
      view.goTo(number, below);
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the view is made anew, its deeds are not
    [view.goTo],
  );
  const isReady = total !== undefined;
  useEffect(() => {
    if (isReady && start && !isSeen(view.model, loaded, start.id)) aim(start.id, start.number);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new wish moves the reader
  }, [isReady, start, aim]);
  useEffect(() => {
    const { current } = aimed;
    const place = current ? loaded.find(current.id) : -1;
    if (!current || place < 0) return;
    aimed.current = undefined;
    if (place !== current.number) view.goTo(place, current.below);
  });
  useEffect(() => {
    if (total !== undefined) want(view.range, total);
  });
  const goTo = useCallback(
    (number: number): void => {
      aimed.current = undefined;
      view.goTo(number);
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
    [view.goTo],
  );
  return { ...pages, window: view, fresh: useFresh(total, view.isAtEnd), aim, goTo };
}

/** Whether a message is on the screen already; then a link to it moves nothing. */
function isSeen(model: WindowModel, loaded: Loaded, id: string): boolean {
  const { from, to } = model.seen();
  const number = loaded.find(id);
  return number >= from && number < to;
}

/** How many messages came since the reader was at the end, or since the session was opened. */
function useFresh(total: number | undefined, isAtEnd: boolean): number {
  const [seen, setSeen] = useState(total);
  if (total !== undefined && (seen === undefined || (isAtEnd && seen !== total))) setSeen(total);
  return total === undefined || seen === undefined ? 0 : Math.max(0, total - seen);
}

/** Says of each loaded message how high it will be; one without a row has no height. */
function refineHeights(model: WindowModel, loaded: Loaded): void {
  for (const number of loaded.numbers) {
    const row = loaded.rowAt(number);
    if (row === null) model.heights.measure(number, 0);
    else if (row) model.heights.guess(number, estimateHeight(row));
  }
}
