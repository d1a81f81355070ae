import { useEffect, useRef, type RefObject } from "react";
import { paintRanges, rangesOf } from "./find-marks";

/** Marks the sought words in all rows that are drawn, and brings those of the looked-at row into sight. */
export function useFindMarks(scroller: RefObject<HTMLElement | null>, words: string, rowKey: string | undefined): void {
  const shown = useRef("");
  useEffect(() => {
    const box = scroller.current;
    if (!box || words === "") return;
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      const current = rowKey === undefined ? null : box.querySelector(`[data-message="${CSS.escape(rowKey)}"]`);
      const here = current ? rangesOf(current, words) : [];
      const all = [...box.querySelectorAll("article")].filter((row) => row !== current).flatMap((row) => rangesOf(row, words));
      paintRanges("find", all);
      paintRanges("find-here", here);
      const wish = `${words} ${rowKey ?? ""}`;
      if (here[0] && shown.current !== wish) {
        shown.current = wish;
        bringIntoSight(here[0], box);
      }
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(paint);
    };
    const changes = new MutationObserver(later);
    changes.observe(box, { childList: true, characterData: true, subtree: true });
    later();
    return () => {
      changes.disconnect();
      cancelAnimationFrame(frame);
      paintRanges("find", []);
      paintRanges("find-here", []);
    };
  }, [scroller, words, rowKey]);
}

function bringIntoSight(range: Range, box: HTMLElement): void {
  const { top, bottom } = range.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  const inner = range.startContainer.parentElement?.closest("pre, [role=group]");
  const right = inner?.getBoundingClientRect().right ?? 0;
  // Long lines scroll sideways inside their frame.
  if (inner && range.getBoundingClientRect().right > right) inner.scrollLeft += range.getBoundingClientRect().right - right + 60;
  const isHidden = inner && (bottom > inner.getBoundingClientRect().bottom || top < inner.getBoundingClientRect().top);
  if (isHidden || top < frame.top + 40 || bottom > frame.bottom - 60) range.startContainer.parentElement?.scrollIntoView({ block: "center" });
}
