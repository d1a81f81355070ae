import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, type RefObject } from "react";
import { excerptQuery } from "@/api/finding";
import type { MessagePage } from "@/api/types";
import { TextBones } from "@/components/Skeletons";
import { Failure } from "@/components/States";
import type { ExcerptWish } from "@/features/context/Preview";
import { foldsHolding } from "@/features/reader/find-folds";
import { paintRanges, rangesOf } from "@/features/reader/find-marks";
import { FoldMemory, FoldStore } from "@/features/reader/folds";
import { MessageRow } from "@/features/reader/MessageRow";
import { formatCount } from "@/lib/format";
import { buildRows, shows, type Row } from "@/lib/transcript";

/** A few messages of a session around one that was found, drawn by the reader's own rows. */
export function Excerpt({ session, message, words }: ExcerptWish) {
  const { data, error, isPlaceholderData, refetch } = useQuery(excerptQuery(session, message));
  if (error) return <Failure title="The session could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data || (isPlaceholderData && !data.messages.some((one) => one.id === message))) {
    return (
      <div className="p-6">
        <TextBones lines={8} />
      </div>
    );
  }
  return <Rows key={session} page={data} session={session} message={message} words={words} />;
}

function Rows({ page, session, message, words }: ExcerptWish & { page: MessagePage }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => buildRows(page.messages), [page.messages]);
  const target = rows.find((row) => shows(row, message));
  const folds = useMemo(() => unfolded(target, words), [target, words]);
  useMarks(box, target, words);
  const before = page.offset;
  const after = page.total - page.offset - page.messages.length;
  return (
    <div ref={box} tabIndex={0} role="region" aria-label="Messages around the hit" className="h-full overflow-y-auto pb-8 outline-offset-[-2px]">
      <FoldMemory store={folds}>
        {before > 0 && <Rest session={session} message={page.messages[0]?.id} words={`${formatCount(before)} earlier`} />}
        {rows.map((row) => (
          <MessageRow key={row.key} row={row} isTarget={row === target} isCurrent={false} />
        ))}
        {after > 0 && <Rest session={session} message={page.messages.at(-1)?.id} words={`${formatCount(after)} later`} />}
      </FoldMemory>
    </div>
  );
}

/** What of the session is not shown here, and the way there. */
function Rest({ session, message, words }: { session: string; message: string | undefined; words: string }) {
  return (
    <p className="pt-5 text-center text-xs">
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: session }}
        search={(now) => ({ source: now.source, m: message })}
        className="text-accent-ink hover:underline hover:underline-offset-4"
      >
        {words} in the reader
      </Link>
    </p>
  );
}

/** Folds in which the found message keeps the words stand open. */
function unfolded(target: Row | undefined, words: readonly string[]): FoldStore {
  const store = new FoldStore();
  if (target) for (const word of words) for (const id of foldsHolding(target, word)) if (!id.endsWith(":whole")) store.set(id, true);
  return store;
}

/** Marks the words in the found message and brings the first of them into sight, once for each message. */
function useMarks(box: RefObject<HTMLDivElement | null>, target: Row | undefined, words: readonly string[]): void {
  const shown = useRef<string>(undefined);
  const sought = words.join("\n");
  useEffect(() => {
    const element = box.current;
    const row = target && element?.querySelector(`[data-message="${CSS.escape(target.key)}"]`);
    if (!element || !row) return;
    const paint = (): void => {
      const ranges = sought === "" ? [] : sought.split("\n").flatMap((word) => rangesOf(row, word, true));
      paintRanges("find", ranges);
      if (shown.current === target.key) return;
      shown.current = target.key;
      bringIntoSight(element, row, ranges);
    };
    paint();
    const changes = new MutationObserver(paint);
    changes.observe(row, { childList: true, characterData: true, subtree: true });
    return () => {
      changes.disconnect();
      paintRanges("find", []);
    };
  }, [box, target, sought]);
}

/** A third from the top: the first marked words, or the beginning of the message. */
function bringIntoSight(box: Element, row: Element, ranges: Range[]): void {
  const tops = ranges.map((range) => range.getBoundingClientRect()).filter((rect) => rect.height > 0);
  const top = Math.min(...tops.map((rect) => rect.top), tops.length > 0 ? Infinity : row.getBoundingClientRect().top);
  box.scrollTop += top - box.getBoundingClientRect().top - box.clientHeight / 3;
}
