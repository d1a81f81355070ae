import { memo } from "react";
import type { SearchResult } from "@/api/types";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { HitRow, type HitDeeds } from "./HitRow";
import { hitsOf, titleOf } from "./hits";

interface Props {
  result: SearchResult;
  index: number;
  isCursor: boolean;
  isPicked: boolean;
  deeds: HitDeeds;
}

/** One message that matches, with its session named below. */
export const MessageHit = memo(function MessageHit({ result, index, isCursor, isPicked, deeds }: Props) {
  const [hit] = hitsOf([result]);
  if (!hit) return null;
  return (
    <li className="[content-visibility:auto] [contain-intrinsic-size:auto_5rem]">
      <HitRow hit={hit} index={index} isCursor={isCursor} isPicked={isPicked} deeds={deeds} snippet={result.snippets[0]}>
        <span className="mt-1 flex items-baseline gap-2 text-micro text-dim">
          <span dir="auto" className="truncate text-muted">{titleOf(result)}</span>
          <SourceBadge source={result.source} />
          <span className="hidden truncate sm:inline">{result.projectName}</span>
          <Ago at={result.createdAt} className="ml-auto shrink-0" />
        </span>
      </HitRow>
    </li>
  );
});
