import { memo, type RefObject } from "react";
import { Bone } from "@/components/States";
import { shows, type Row } from "@/lib/transcript";
import { MessageRow } from "./MessageRow";
import type { Transcript } from "./use-transcript";

interface Props {
  scroller: RefObject<HTMLDivElement | null>;
  transcript: Transcript;
  /** The message that is pointed out. */
  target: string | undefined;
  /** The row that the keyboard is at. */
  current: string | undefined;
  onLink: (message: string) => void;
}

/** The drawn rows of a session in their scrolling box. */
export function Feed({ scroller, transcript, target, current, onLink }: Props) {
  const { window: view, loaded } = transcript;
  const { from, to } = view.range;
  const pieces = [];
  for (let number = from; number < to; number++) {
    const row = loaded.rowAt(number);
    if (row) {
      pieces.push(<Item key={row.key} row={row} measure={view.row} isTarget={shows(row, target)} isCurrent={row.key === current} onLink={onLink} />);
    } else if (row === undefined) pieces.push(<Waiting key={`waiting${number}`} height={view.model.heights.of(number)} number={number} />);
  }
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="feed"
      aria-label="Messages"
      aria-busy={transcript.isLoading}
      data-feed
      className="h-full overflow-y-scroll bg-page outline-none [overflow-anchor:none]"
    >
      <div className="relative" style={{ height: view.model.total }}>
        <div className="absolute inset-x-0 top-0 will-change-transform" style={{ transform: `translateY(${view.model.start(from)}px)` }}>
          {pieces}
        </div>
      </div>
    </div>
  );
}

interface ItemProps {
  row: Row;
  measure: (element: HTMLElement | null) => (() => void) | undefined;
  isTarget: boolean;
  isCurrent: boolean;
  onLink: (message: string) => void;
}

const Item = memo(function Item({ row, measure, ...rest }: ItemProps) {
  return (
    <div ref={measure} data-number={row.number} className="flow-root [contain:layout_style]">
      <MessageRow row={row} {...rest} />
    </div>
  );
});

/** A message that is on its way. */
function Waiting({ height, number }: { height: number; number: number }) {
  return (
    <div aria-hidden style={{ height }} className="mx-auto flex w-full max-w-[52rem] items-center overflow-hidden px-4 sm:px-6">
      {number % 2 === 0 && <Bone className={`h-2.5 ${number % 3 === 0 ? "w-1/2" : "w-2/3"}`} />}
    </div>
  );
}
