import { Link } from "@tanstack/react-router";
import { Bot, Star } from "lucide-react";
import type { Session } from "@/api/types";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { cx } from "@/lib/cx";
import { formatCompact, formatCost, formatCount, formatDuration, plural } from "@/lib/format";
import { titleWords } from "@/lib/plain";
import { COLUMN } from "./columns";

interface Props {
  session: Session;
  index: number;
  isOpen: boolean;
  isCursor: boolean;
  /** Tab comes to this row; the others are reached from it. */
  isTabStop: boolean;
  isChosen: boolean;
  /** Some session is chosen, so the boxes of all are shown. */
  isChoosing: boolean;
  /** `range`: all between the last one chosen and this one follow it. */
  onChoose: (range: boolean) => void;
}

/** One session in the list; a link, so that it opens in a new tab as well. */
export function SessionRow({ session, index, isOpen, isCursor, isTabStop, isChosen, isChoosing, onChoose }: Props) {
  const title = titleWords(session.title);
  return (
    <div
      className={cx(
        "group/row flex h-full items-center gap-4 border-b border-l-2 border-l-transparent pl-3.5 transition-colors hover:bg-fill-soft",
        isOpen && "border-l-accent! bg-fill/70 hover:bg-fill",
        (isCursor || isChosen) && !isOpen && "bg-fill-soft",
      )}
    >
      <input
        type="checkbox"
        aria-label={`Choose ${title}`}
        checked={isChosen}
        tabIndex={isTabStop ? 0 : -1}
        onClick={(event) => onChoose(event.shiftKey)}
        onChange={ignore}
        className={cx("size-4 shrink-0 accent-accent", !isChoosing && "opacity-30 group-hover/row:opacity-100 focus-visible:opacity-100")}
      />
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: session.id }}
        search={(now) => ({ ...now, m: undefined })}
        data-row={index}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isOpen || undefined}
        className="flex h-full min-w-0 flex-1 items-center gap-4 pr-4 outline-offset-[-2px]"
      >
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            {session.starred && <Star role="img" aria-label="Starred" className="size-3.5 shrink-0 fill-current text-accent" />}
            <span dir="auto" className={cx("truncate text-[13.5px]", !session.title && "text-muted italic")}>{title}</span>
            <SourceBadge source={session.source} />
            {session.isAutomated && <Bot role="img" aria-label="Automated" className="size-3.5 shrink-0 text-dim" />}
            {session.tags?.slice(0, 2).map((tag) => (
              <span key={tag} className="hidden max-w-24 truncate rounded border px-1 text-[11px] text-muted @2xl:inline">
                {tag}
              </span>
            ))}
          </div>
          <Byline session={session} />
        </div>
        <Figures session={session} />
      </Link>
    </div>
  );
}

/** The click says it all: the box is turned by it. */
function ignore(): void {
  return;
}

function Figures({ session }: { session: Session }) {
  return (
    <>
      <span className={COLUMN.model} title={session.models.join(", ")}>
        <span className="block truncate">{session.model ?? "–"}</span>
      </span>
      <span className={COLUMN.messages}>{formatCount(session.messageCount)}</span>
      <span className={COLUMN.tokens} title={`${formatCount(session.totalTokens)} tokens`}>
        {formatCompact(session.totalTokens)}
      </span>
      <span className={COLUMN.cost}>{formatCost(session.cost)}</span>
      <span className={COLUMN.duration}>{formatDuration(session.durationMs)}</span>
      <Ago at={session.createdAt} className={COLUMN.created} />
      <Ago at={session.updatedAt} className={COLUMN.updated} />
    </>
  );
}

/** The second line: where and when; on narrow lists the figures as well. */
function Byline({ session }: { session: Session }) {
  return (
    <div className="mt-0.5 overflow-hidden text-xs text-muted">
      {/* Each begins with a point; that of the first one shown is out of sight. */}
      <div className="-ml-4 flex min-w-0 *:shrink-0 *:before:inline-block *:before:w-4 *:before:text-center *:before:text-dim *:before:content-['·']">
        {session.projectName && <span className="shrink! truncate">{session.projectName}</span>}
        {session.model && <span className="hidden shrink-[3]! truncate text-dim @lg:block @5xl:hidden">{session.model}</span>}
        <span className="text-dim @md:hidden">{plural(session.messageCount, "message")}</span>
        <span className="text-dim @md:hidden">{formatCost(session.cost)}</span>
        <Ago at={session.updatedAt} className="text-dim @3xl:hidden" />
      </div>
    </div>
  );
}
