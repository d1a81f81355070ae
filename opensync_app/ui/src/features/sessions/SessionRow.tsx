import { Link } from "@tanstack/react-router";
import type { Session } from "@/api/types";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { cx } from "@/lib/cx";
import { formatCompact, formatCost, formatCount, formatDuration, plural } from "@/lib/format";
import { COLUMN } from "./columns";

interface Props {
  session: Session;
  index: number;
  isOpen: boolean;
  isCursor: boolean;
}

/** One session in the list; a link, so that it opens in a new tab as well. */
export function SessionRow({ session, index, isOpen, isCursor }: Props) {
  const title = session.title?.trim() || "Untitled";
  return (
    <Link
      to="/sessions/$sessionId"
      params={{ sessionId: session.id }}
      search={(now) => ({ ...now, m: undefined })}
      data-row={index}
      tabIndex={isCursor ? 0 : -1}
      aria-current={isOpen || undefined}
      className={cx(
        "flex h-full items-center gap-4 border-b border-l-2 border-l-transparent pr-4 pl-3.5 outline-offset-[-2px] transition-colors hover:bg-fill-soft",
        isOpen && "border-l-accent! bg-fill/70 hover:bg-fill",
        isCursor && !isOpen && "bg-fill-soft",
      )}
    >
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <span className={cx("truncate text-[13.5px]", !session.title && "text-muted italic")}>{title}</span>
          <SourceBadge source={session.source} />
        </div>
        <Byline session={session} />
      </div>
      <span className={COLUMN.model} title={session.models.join(", ")}>
        <span className="block truncate">{session.model ?? "–"}</span>
      </span>
      <span className={COLUMN.messages}>{formatCount(session.messageCount)}</span>
      <span className={COLUMN.tokens} title={`${formatCount(session.totalTokens)} tokens`}>
        {formatCompact(session.totalTokens)}
      </span>
      <span className={COLUMN.cost}>{formatCost(session.cost)}</span>
      <span className={COLUMN.duration}>{formatDuration(session.durationMs)}</span>
      <Ago at={session.updatedAt} className={COLUMN.updated} />
    </Link>
  );
}

/** The second line: where and when; on narrow lists the figures as well. */
function Byline({ session }: { session: Session }) {
  return (
    <div className="mt-0.5 flex min-w-0 gap-1.5 text-xs text-muted *:shrink-0 [&>*+*]:before:mr-1.5 [&>*+*]:before:text-dim [&>*+*]:before:content-['·']">
      {session.projectName && <span className="shrink! truncate">{session.projectName}</span>}
      {session.model && <span className="hidden shrink-[3]! truncate text-dim @md:block @4xl:hidden">{session.model}</span>}
      <span className="text-dim @md:hidden">{plural(session.messageCount, "message")}</span>
      <span className="text-dim @md:hidden">{formatCost(session.cost)}</span>
      <Ago at={session.updatedAt} className="text-dim @3xl:hidden" />
    </div>
  );
}
