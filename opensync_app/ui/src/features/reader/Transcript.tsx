import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Session } from "@/api/types";
import { Blank, Failure } from "@/components/States";
import type { Row } from "@/lib/transcript";
import { useKeys } from "@/lib/use-keys";
import { EndPill } from "./EndPill";
import { estimateHeight } from "./heights";
import { MessageRow } from "./MessageRow";
import { PromptRail } from "./PromptRail";
import { ReaderSkeleton } from "./ReaderSkeleton";
import { useFollow } from "./use-follow";
import { useMessages } from "./use-messages";

interface Props {
  session: Session;
  target: string | undefined;
  onTarget: (message: string) => void;
}

/** The messages of a session, of any number. */
export function Transcript({ session, target, onTarget }: Props) {
  const [wantsEnd, setWantsEnd] = useState(false);
  const messages = useMessages(session.id, target, wantsEnd);
  const { rows, targetIndex, isWhole, loadMore } = messages;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateHeight(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
    paddingEnd: 48,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 25) loadMore();
  });

  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (target === undefined || targetIndex < 0 || shown.current === target) return;
    shown.current = target;
    virtual.scrollToIndex(targetIndex, { align: "start" });
  }, [target, targetIndex, virtual]);

  const follow = useFollow({ scroller, rows, isWhole, wantsEnd, toEnd: () => virtual.scrollToIndex(rows.length - 1, { align: "end" }) });
  const toEnd = (): void => {
    setWantsEnd(true);
    follow.stick();
  };
  const goTo = useCallback((index: number) => virtual.scrollToIndex(index, { align: "start" }), [virtual]);
  const here = (): number => items.find((item) => item.end > (virtual.scrollOffset ?? 0) + 40)?.index ?? 0;
  const toPrompt = (step: 1 | -1) => () => {
    const from = here();
    const order = rows.map((_, index) => index).filter((index) => rows[index]?.kind === "prompt");
    const next = step === 1 ? order.find((index) => index > from) : order.findLast((index) => index < from);
    if (next !== undefined) virtual.scrollToIndex(next, { align: "start" });
  };
  useKeys({ n: toPrompt(1), p: toPrompt(-1), G: toEnd });

  if (messages.isPending) return <ReaderSkeleton />;
  if (messages.error && rows.length === 0) return <Failure title="The messages could not be read" error={messages.error} onRetry={messages.retry} />;
  if (rows.length === 0) return <Blank title="This session has no messages">It may have been opened and closed without a word.</Blank>;
  return (
    <div className="@container relative flex min-h-0 flex-1">
      <div ref={scroller} tabIndex={0} role="feed" aria-label="Messages" aria-busy={messages.isLoadingMore} className="min-w-0 flex-1 overflow-y-auto outline-none [overflow-anchor:none]">
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <div key={item.key} data-index={item.index} ref={virtual.measureElement} className="flow-root">
                    <MessageRow row={row} isTarget={item.index === targetIndex} onLink={onTarget} />
                  </div>
                )
              );
            })}
          </div>
        </div>
        {messages.error && <Failure title="The next messages could not be read" error={messages.error} onRetry={messages.retry} />}
      </div>
      <PromptRail rows={rows} active={activePrompt(rows, here())} isWhole={isWhole} onGo={goTo} />
      <EndPill isAtEnd={follow.isAtEnd} fresh={follow.fresh} isLoading={wantsEnd && !isWhole} onClick={toEnd} />
    </div>
  );
}

/** The prompt that the row at the top of the screen belongs to. */
function activePrompt(rows: Row[], top: number): string | undefined {
  for (let index = Math.min(top, rows.length - 1); index >= 0; index--) {
    const row = rows[index];
    if (row?.kind === "prompt") return row.key;
  }
  return rows.find((row) => row.kind === "prompt")?.key;
}
