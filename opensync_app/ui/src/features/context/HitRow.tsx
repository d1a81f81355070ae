import { Link } from "@tanstack/react-router";
import { Sparkles } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import type { Snippet as SnippetData } from "@/api/types";
import { Snippet } from "@/components/Snippet";
import { cx } from "@/lib/cx";
import { formatClock } from "@/lib/format";
import type { Hit } from "./hits";
import { Pick } from "./Pick";

const SPEAKER: Record<string, string> = { user: "You", assistant: "Answer", tool: "Tool", system: "System" };
const WHY = { meaning: "Found by its meaning", both: "Found by its words and its meaning" };

/** What rows do when they are pointed at. */
export interface HitDeeds {
  look: (hit: Hit) => void;
  open: (hit: Hit) => void;
  toggle: (id: string) => void;
}

interface Props {
  hit: Hit;
  index: number;
  isCursor: boolean;
  isPicked: boolean;
  deeds: HitDeeds;
  /** Absent when the title alone matched. */
  snippet: SnippetData | undefined;
  /** Below the words: where they stand. */
  children?: ReactNode;
}

/** One place that matched. A click shows it in its session; with a modifier or Enter it opens in the reader. */
export function HitRow({ hit, index, isCursor, isPicked, deeds, snippet, children }: Props) {
  const onClick = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    deeds.look(hit);
  };
  return (
    <div
      data-current={isCursor || undefined}
      className={cx("relative flex rounded-button transition-colors", isCursor ? "bg-fill before:absolute before:inset-y-1.5 before:left-0 before:w-0.5 before:rounded-full before:bg-accent" : "hover:bg-fill-soft")}
    >
      {hit.message !== undefined && <Pick isPicked={isPicked} onToggle={() => deeds.toggle(hit.id)} label={`Pick this message: ${speaker(snippet)}`} className="pt-2 pl-2.5" />}
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: hit.session }}
        search={(now) => ({ source: now.source, m: hit.message })}
        preload={false}
        data-hit={index}
        onClick={onClick}
        onDoubleClick={() => deeds.open(hit)}
        aria-current={isCursor || undefined}
        className="grid min-w-0 flex-1 grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3 rounded-button px-2.5 py-1.5 text-[13px] outline-offset-[-2px]"
      >
        <span className="text-xs/5 text-muted">
          {speaker(snippet)}
          {snippet && (
            <span className="flex items-center gap-1 text-micro text-dim tabular-nums">
              {formatClock(snippet.createdAt)}
              {snippet.why !== "words" && (
                <span title={WHY[snippet.why]} className={snippet.why === "meaning" ? "text-accent-ink" : undefined}>
                  <Sparkles aria-hidden className="size-3" />
                  <span className="sr-only">{WHY[snippet.why]}</span>
                </span>
              )}
            </span>
          )}
        </span>
        <span className="min-w-0">
          <span className="line-clamp-3 break-words text-muted [&_mark]:text-mark-ink">{snippet ? <Snippet html={snippet.html} isPrinted={snippet.role === "tool"} /> : "The title matches."}</span>
          {children}
        </span>
      </Link>
    </div>
  );
}

function speaker(snippet: SnippetData | undefined): string {
  return snippet ? (SPEAKER[snippet.role] ?? snippet.role) : "Title";
}
