import { memo, useState, type ReactNode } from "react";
import { cx } from "@/lib/cx";
import { formatClock, formatMoment } from "@/lib/format";
import type { Row } from "@/lib/transcript";
import { MessageActions } from "./MessageActions";
import { MoreParts, PartList } from "./MoreParts";
import { QuietRow } from "./QuietRow";

interface Props {
  row: Row;
  /** It is pointed out: by a link or by a search. */
  isTarget: boolean;
  /** The keyboard is here. */
  isCurrent: boolean;
  /** Absent where a message has no address of its own. */
  onLink?: (id: string) => void;
}

/** One message of the transcript. */
export const MessageRow = memo(function MessageRow({ row, isTarget, isCurrent, onLink }: Props) {
  const isPrompt = row.kind === "prompt";
  const isTalk = isPrompt || row.kind === "reply" || row.kind === "result";
  const [isHot, setHot] = useState(false);
  const isSide = row.message.isSidechain === true;
  return (
    <article
      data-message={row.key}
      data-kind={row.kind}
      data-current={isCurrent || undefined}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={() => setHot(false)}
      onFocus={() => setHot(true)}
      onBlur={(event) => setHot(event.currentTarget.contains(event.relatedTarget))}
      aria-label={isPrompt ? "Prompt" : row.kind}
      className={cx("relative mx-auto w-full max-w-[52rem] px-4 sm:px-6", isPrompt ? "pt-6 pb-1" : row.opens ? "pt-5" : "pt-1", isSide && "pl-8! sm:pl-12!")}
    >
      {isSide && <span aria-hidden className="absolute inset-y-0 left-4 w-px bg-line-strong sm:left-6" />}
      <div
        className={cx(
          "relative rounded-card",
          isTarget && "ring-2 ring-accent ring-offset-8 ring-offset-page",
          isCurrent && !isTarget && "ring-1 ring-line-strong ring-offset-8 ring-offset-page",
        )}
      >
        {!isTalk && <QuietRow row={row} />}
        {isPrompt && (
          <div className="rounded-card border border-l-2 border-l-accent bg-card px-4 pt-2.5 pb-3">
            <Speaker row={row} name={isSide ? "Task for the sub-agent" : "You"} />
            <Parts row={row} />
          </div>
        )}
        {isTalk && !isPrompt && (
          <div>
            {row.opens && <Speaker row={row} name={isSide ? `Sub-agent${row.message.model ? ` · ${row.message.model}` : ""}` : (row.message.model ?? "Answer")} />}
            <Parts row={row} />
          </div>
        )}
        {(isHot || isCurrent) && onLink && <MessageActions row={row} onLink={onLink} />}
      </div>
    </article>
  );
});

function Speaker({ row, name }: { row: Row; name: string }): ReactNode {
  return (
    <header className="mb-1 flex items-baseline gap-2 text-xs text-muted">
      <span className="truncate">{name}</span>
      <time className="text-micro text-dim tabular-nums" dateTime={new Date(row.message.createdAt).toISOString()} title={formatMoment(row.message.createdAt)}>
        {formatClock(row.message.createdAt)}
      </time>
    </header>
  );
}

function Parts({ row }: { row: Row }): ReactNode {
  return (
    <>
      <PartList row={row} from={0} />
      {row.message.partsTotal != null && <MoreParts row={row} total={row.message.partsTotal} />}
    </>
  );
}
