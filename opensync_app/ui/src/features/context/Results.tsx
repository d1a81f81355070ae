import { useEffect, useRef } from "react";
import type { SearchLevel } from "@/api/finding";
import type { SearchResult } from "@/api/types";
import { Button } from "@/components/Button";
import type { HitDeeds } from "./HitRow";
import { hitsOf } from "./hits";
import { MessageHit } from "./MessageHit";
import { SessionHit } from "./SessionHit";

interface Props {
  level: SearchLevel;
  results: readonly SearchResult[];
  cursor: string | undefined;
  picks: readonly string[];
  deeds: HitDeeds;
  /** There when there are more results. */
  onMore: (() => void) | undefined;
  isLoadingMore: boolean;
}

/** What was found, best first; further pages come as the end is reached. */
export function Results({ level, results, cursor, picks, deeds, onMore, isLoadingMore }: Props) {
  const places = placesOf(results);
  return (
    <>
      {level === "messages" ? (
        <ol aria-label="Messages found" className="space-y-0.5 rounded-card border bg-card p-1.5">
          {results.map((result, index) => (
            <MessageHit
              key={result.messageId}
              result={result}
              index={index}
              isCursor={cursor !== undefined && cursor === result.messageId}
              isPicked={picks.includes(result.messageId ?? "")}
              deeds={deeds}
            />
          ))}
        </ol>
      ) : (
        <ol aria-label="Sessions found" className="space-y-3">
          {results.map((result, index) => (
            <SessionHit
              key={result.id}
              result={result}
              first={places[index] ?? 0}
              cursor={cursor !== undefined && ownIds(result).includes(cursor) ? cursor : undefined}
              picked={ownIds(result)
                .filter((id) => picks.includes(id))
                .join(",")}
              deeds={deeds}
            />
          ))}
        </ol>
      )}
      {onMore && <More onMore={onMore} isLoading={isLoadingMore} />}
    </>
  );
}

/** The number of each session's first hit among all hits. */
function placesOf(results: readonly SearchResult[]): number[] {
  let next = 0;
  return results.map((result) => {
    const first = next;
    next += hitsOf([result]).length;
    return first;
  });
}

function ownIds(result: SearchResult): string[] {
  return [result.id, ...result.snippets.map((one) => one.messageId)];
}

/** A button that presses itself when it comes into sight. */
function More({ onMore, isLoading }: { onMore: () => void; isLoading: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  useEffect(() => {
    const element = button.current;
    if (!element || isLoading || !("IntersectionObserver" in window)) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), { rootMargin: "400px" });
    seen.observe(element);
    return () => seen.disconnect();
  }, [isLoading]);
  return (
    <div className="py-6 text-center">
      <Button ref={button} disabled={isLoading} onClick={onMore}>
        {isLoading ? "Loading…" : "More results"}
      </Button>
    </div>
  );
}
