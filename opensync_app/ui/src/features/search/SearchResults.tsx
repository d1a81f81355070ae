import { Link } from "@tanstack/react-router";
import type { SearchResult } from "@/api/types";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { Snippet } from "@/components/Snippet";
import { cx } from "@/lib/cx";
import { formatClock } from "@/lib/format";

const SPEAKER: Record<string, string> = { user: "You", assistant: "Answer", tool: "Tool", system: "System" };

interface Props {
  result: SearchResult;
  /** The place of its first hit among all hits of the page. */
  first: number;
  cursor: number;
}

/** One session that matches, with the places where it does. */
export function SearchGroup({ result, first, cursor }: Props) {
  const title = result.title?.trim() || "Untitled";
  return (
    <li className="rounded-card border bg-card">
      <header className="flex items-baseline gap-2 px-4 pt-3">
        <Link
          to="/sessions/$sessionId"
          params={{ sessionId: result.id }}
          search={(now) => ({ source: now.source })}
          className="truncate text-sm hover:underline hover:decoration-line-strong hover:underline-offset-4"
        >
          {title}
        </Link>
        <SourceBadge source={result.source} />
        <span className="ml-auto flex shrink-0 gap-1.5 text-xs text-dim">
          <span className="hidden max-w-48 truncate sm:inline">{result.projectName}</span>
          <Ago at={result.updatedAt} />
        </span>
      </header>
      <ul className="p-1.5">
        {result.snippets.map((snippet, index) => (
          <li key={`${snippet.messageId}-${index}`}>
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: result.id }}
              search={(now) => ({ source: now.source, m: snippet.messageId })}
              data-hit={first + index}
              className={cx(
                "grid grid-cols-[4rem_1fr] gap-3 rounded-button px-2.5 py-1.5 text-[13px] outline-offset-[-2px] hover:bg-fill",
                cursor === first + index && "bg-fill",
              )}
            >
              <span className="text-xs/5 text-dim">
                {SPEAKER[snippet.role] ?? snippet.role}
                <span className="block text-micro text-dim tabular-nums">{formatClock(snippet.createdAt)}</span>
              </span>
              <span className="line-clamp-3 break-words text-muted">
                <Snippet html={snippet.html} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}
