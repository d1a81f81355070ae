import { memo, type ReactNode } from "react";
import { cx } from "@/lib/cx";
import { formatClock, formatMoment } from "@/lib/format";
import type { Row } from "@/lib/transcript";
import { MessageActions } from "./MessageActions";
import { PartView } from "./PartView";
import { QuietRow } from "./QuietRow";

interface Props {
  row: Row;
  isTarget: boolean;
  onLink: (id: string) => void;
}

/** One message of the transcript. */
export const MessageRow = memo(function MessageRow({ row, isTarget, onLink }: Props) {
  const isPrompt = row.kind === "prompt";
  const isTalk = isPrompt || row.kind === "reply" || row.kind === "result";
  return (
    <article
      data-message={row.key}
      data-kind={row.kind}
      aria-label={isPrompt ? "Prompt" : row.kind}
      className={cx(
        "group/row relative mx-auto w-full max-w-[52rem] px-4 sm:px-6",
        isPrompt ? "pt-6 pb-1" : row.opens ? "pt-5" : "pt-1",
        row.message.isSidechain && "pl-10!",
      )}
    >
      <div className={cx("relative rounded-card", isTarget && "ring-2 ring-accent ring-offset-8 ring-offset-page")}>
        {!isTalk && <QuietRow row={row} />}
        {isPrompt && (
          <div className="rounded-card border border-l-2 border-l-accent bg-card px-4 pt-2.5 pb-3">
            <Speaker row={row} name="You" />
            <Parts row={row} />
          </div>
        )}
        {isTalk && !isPrompt && (
          <div>
            {row.opens && <Speaker row={row} name={row.message.isSidechain ? "Sub-agent" : (row.message.model ?? "Answer")} />}
            <Parts row={row} />
          </div>
        )}
        <MessageActions row={row} onLink={onLink} />
      </div>
    </article>
  );
});

function Speaker({ row, name }: { row: Row; name: string }): ReactNode {
  return (
    <header className="mb-1 flex items-baseline gap-2 text-xs text-muted">
      <span>{name}</span>
      <time className="text-micro text-dim tabular-nums" dateTime={new Date(row.message.createdAt).toISOString()} title={formatMoment(row.message.createdAt)}>
        {formatClock(row.message.createdAt)}
      </time>
    </header>
  );
}

function Parts({ row }: { row: Row }): ReactNode {
  return row.parts.map((part, index) => (
    <div key={index} className={part.kind === "text" ? "py-1" : undefined}>
      <PartView part={part} messageId={row.key} id={`${row.key}:${index}`} isTyped={row.kind === "prompt"} />
    </div>
  ));
}
