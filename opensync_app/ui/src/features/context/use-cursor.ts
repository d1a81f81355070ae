import { useState } from "react";
import type { Hit } from "./hits";

interface Cursor {
  /** The hit that somebody chose. */
  chosen: Hit | undefined;
  /** What the preview shows: the chosen hit, or else the first, which then stays as long as it is there. */
  shown: Hit | undefined;
  /** The hit so many steps on; the first when none is chosen. */
  beside: (step: number) => Hit | undefined;
}

/** Where one is in the results: the address names the hit, so that it stays while results change around it. */
export function useCursor(hits: readonly Hit[], at: string | undefined, asked: string): Cursor {
  const [held, hold] = useState<{ asked: string; id: string }>();
  const chosen = at === undefined ? undefined : hits.find((hit) => hit.id === at);
  const kept = held?.asked === asked ? hits.find((hit) => hit.id === held.id) : undefined;
  const [first] = hits;
  if (!chosen && !kept && first && (held?.id !== first.id || held.asked !== asked)) hold({ asked, id: first.id });
  const beside = (step: number): Hit | undefined => {
    if (!chosen) return first;
    return hits[Math.max(0, Math.min(hits.length - 1, hits.indexOf(chosen) + step))];
  };
  return { chosen, shown: chosen ?? kept ?? first, beside };
}
