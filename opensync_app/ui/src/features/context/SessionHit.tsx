import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { SearchResult } from "@/api/types";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { HitRow, type HitDeeds } from "./HitRow";
import { hitsOf, titleOf } from "./hits";
import { Pick } from "./Pick";

interface Props {
  result: SearchResult;
  /** The place of its first hit among all hits of the page. */
  first: number;
  /** The hit that is looked at, when it is one of these. */
  cursor: string | undefined;
  /** Of this session and its hits, joined by commas: what is picked. */
  picked: string;
  deeds: HitDeeds;
}

/** One session that matches, with the places where it does. */
export const SessionHit = memo(function SessionHit({ result, first, cursor, picked, deeds }: Props) {
  const title = titleOf(result);
  const picks = picked.split(",");
  const isWhole = picks.includes(result.id);
  const hits = hitsOf([result]);
  const isSome = hits.some((hit) => picks.includes(hit.id));
  return (
    <li className="rounded-card border bg-card [content-visibility:auto] [contain-intrinsic-size:auto_8rem]">
      <header className="flex items-start gap-2.5 px-4 pt-3 pb-0.5">
        <Pick isPicked={isWhole || (isSome && "mixed")} onToggle={() => deeds.toggle(result.id)} label={`Pick the session ${title}`} className="pt-[3px]" />
        <div className="min-w-0 flex-1">
          <div className="flex min-w-0 items-baseline gap-2">
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: result.id }}
              search={(now) => ({ source: now.source })}
              preload={false}
              dir="auto"
              className="truncate text-sm hover:underline hover:decoration-line-strong hover:underline-offset-4"
            >
              {title}
            </Link>
            <SourceBadge source={result.source} />
            <Ago at={result.updatedAt} className="ml-auto shrink-0 text-xs text-dim" />
          </div>
          <p className="truncate text-micro text-dim">{[result.projectName, result.model, placesOf(result)].filter(Boolean).join(" · ")}</p>
        </div>
      </header>
      <ul className="space-y-px p-1.5 pt-1">
        {hits.map((hit, index) => (
          <li key={hit.id}>
            <HitRow
              hit={hit}
              index={first + index}
              isCursor={cursor === hit.id}
              isPicked={picks.includes(hit.id)}
              deeds={deeds}
              snippet={result.snippets[index]}
            />
          </li>
        ))}
      </ul>
    </li>
  );
});

/** Where the words stand: "in title, prompt". */
function placesOf(result: SearchResult): string {
  return result.matchedIn.length > 0 ? `in ${result.matchedIn.join(", ")}` : "";
}
