import { Link } from "@tanstack/react-router";
import { CornerDownLeft, Folder, GitBranch, MousePointerClick } from "lucide-react";
import type { ReactNode } from "react";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { Checkbox } from "@/components/Checkbox";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Blank } from "@/components/States";
import { formatCompact, formatCost, plural } from "@/lib/format";
import { markedWords, titleOf, type Hit } from "./hits";

/** What the page draws of a session around a hit; the reader's own rows. */
export interface ExcerptWish {
  session: string;
  message: string | undefined;
  /** Words to mark in the message that was found. */
  words: readonly string[];
}

interface Props {
  hit: Hit | undefined;
  picks: readonly string[];
  onToggle: (id: string) => void;
  renderExcerpt: (wish: ExcerptWish) => ReactNode;
}

/** The session around a hit, with the hit marked. */
export function Preview({ hit, picks, onToggle, renderExcerpt }: Props) {
  if (!hit) {
    return (
      <Blank icon={<MousePointerClick />} title="Choose a result">
        What was said before and after it stands here.
      </Blank>
    );
  }
  const { result, session, message } = hit;
  return (
    <section aria-label="Preview" className="flex h-full min-h-0 min-w-0 flex-col">
      <header className="shrink-0 border-b px-4 pt-3 pb-2.5 sm:px-6">
        <div className="flex min-w-0 items-center gap-2 pr-8 lg:pr-0">
          <h2 dir="auto" className="truncate text-[15px]">{titleOf(result)}</h2>
          <SourceBadge source={result.source} />
        </div>
        <Facts hit={hit} />
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5">
          <Link
            to="/sessions/$sessionId"
            params={{ sessionId: session }}
            search={(now) => ({ source: now.source, m: message })}
            className="inline-flex h-8 items-center gap-2 rounded-button border border-solid bg-solid px-3 text-xs text-on-solid hover:opacity-90"
          >
            <CornerDownLeft className="size-3.5" /> Open in the reader
          </Link>
          {message !== undefined && (
            <Checkbox checked={picks.includes(message)} onChange={() => onToggle(message)}>
              This message
            </Checkbox>
          )}
          <Checkbox checked={picks.includes(session)} onChange={() => onToggle(session)}>
            Whole session
          </Checkbox>
        </div>
      </header>
      <div className="min-h-0 flex-1">
        <ErrorBoundary resetKey={hit.id}>{renderExcerpt({ session, message, words: markedWords(result) })}</ErrorBoundary>
      </div>
    </section>
  );
}

function Facts({ hit: { result } }: { hit: Hit }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-muted tabular-nums [&_svg]:size-3 [&_svg]:text-dim">
      {result.projectName && (
        <span className="flex max-w-48 items-center gap-1.5">
          <Folder aria-hidden className="shrink-0" /> <span className="truncate">{result.projectName}</span>
        </span>
      )}
      {result.gitBranch && (
        <span className="flex max-w-40 items-center gap-1.5">
          <GitBranch aria-hidden className="shrink-0" /> <span className="truncate">{result.gitBranch}</span>
        </span>
      )}
      {result.model && <span className="max-w-48 truncate">{result.model}</span>}
      <span>{plural(result.messageCount, "message")}</span>
      <span>{formatCompact(result.totalTokens)} tokens</span>
      {result.cost != null && <span>{formatCost(result.cost)}</span>}
      <Ago at={result.updatedAt} />
    </p>
  );
}
