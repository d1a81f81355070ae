import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef, type ReactNode } from "react";
import type { Session } from "@/api/types";
import { SessionRow } from "./SessionRow";
import { useAnchor } from "./use-anchor";
import { useListKeys } from "./use-list-keys";
import type { Selection } from "./use-selection";

const ROW = 56;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 30;

interface Props {
  sessions: Session[];
  ids: string[];
  openId: string | undefined;
  selection: Selection;
  onOpen: (id: string) => void;
  onStar: (session: Session) => void;
  onTrash: (session: Session) => void;
  onNearEnd: () => void;
  children: ReactNode;
}

/** The rows of the list, of any number; only those that are seen are drawn. */
export function ListTable({ sessions, ids, openId, selection, onOpen, onStar, onTrash, onNearEnd, children }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 12,
  });
  useAnchor(ids, ROW, scroller);
  const openIndex = sessions.findIndex((one) => one.id === openId || one.externalId === openId);
  const at = (index: number, deed: (session: Session) => void): void => {
    const session = sessions[index];
    if (session) deed(session);
  };
  const cursor = useListKeys({
    count: sessions.length,
    openIndex,
    show: (index) => virtual.scrollToIndex(index),
    open: (index) => at(index, (session) => onOpen(session.id)),
    choose: (index) => selection.turn(index, false),
    star: (index) => at(index, onStar),
    trash: (index) => at(index, onTrash),
    clear: selection.count > 0 ? selection.clear : undefined,
  });
  const items = virtual.getVirtualItems();
  useOpenInSight(openIndex < 0 ? undefined : openId, () => virtual.scrollToIndex(openIndex, { align: "auto" }));
  const tabStop = cursor >= 0 && cursor < sessions.length ? cursor : 0;
  const isNearEnd = (items.at(-1)?.index ?? 0) >= sessions.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, sessions.length, onNearEnd]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
      <div role="list" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const session = sessions[item.index];
          return (
            session && (
              <div key={item.key} role="listitem" className="absolute inset-x-0 top-0" style={{ height: ROW, transform: `translateY(${item.start}px)` }}>
                <SessionRow
                  session={session}
                  index={item.index}
                  isOpen={item.index === openIndex}
                  isCursor={item.index === cursor}
                  isTabStop={item.index === tabStop}
                  isChosen={selection.has(session.id)}
                  isChoosing={selection.count > 0}
                  onChoose={(range) => selection.turn(item.index, range)}
                />
              </div>
            )
          );
        })}
      </div>
      {children}
    </div>
  );
}

/** Brings the row of a session into sight when it is opened, wherever it was opened from; later it stays where it is. */
function useOpenInSight(openId: string | undefined, show: () => void): void {
  const bring = useEffectEvent(show);
  useEffect(() => {
    if (openId !== undefined) bring();
  }, [openId]);
}
