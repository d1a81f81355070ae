import { useCallback, useEffect, useRef } from "react";
import type { SearchAsk } from "@/api/finding";
import { say } from "@/components/toast";
import { plural } from "@/lib/format";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { bestMessages } from "./filling";
import { joinPicks, MOST_PICKS, readBudget, readPicks, togglePick } from "./picks";

export interface Picks {
  ids: readonly string[];
  budget: number;
  set: (ids: readonly string[]) => void;
  toggle: (id: string) => void;
  /** Picks the messages that the server would pack for a search. */
  fill: (ask: SearchAsk) => Promise<void>;
}

/** What is picked, as the address keeps it. */
export function usePicks(address: SharedContextAddress, onChange: ChangeAddress): Picks {
  const ids = readPicks(address.pick);
  const budget = readBudget(address.budget);
  const latest = useRef({ ids, onChange });
  useEffect(() => {
    latest.current = { ids, onChange };
  });
  const set = useCallback((next: readonly string[]) => latest.current.onChange({ pick: joinPicks(next) }), []);
  const toggle = useCallback(
    (id: string) => {
      const { ids: before } = latest.current;
      if (before.length >= MOST_PICKS && !before.includes(id)) say(`At most ${MOST_PICKS} can be picked.`);
      else set(togglePick(before, id));
    },
    [set],
  );
  const fill = async (ask: SearchAsk): Promise<void> => {
    try {
      const best = await bestMessages(ask, budget);
      if (best.ids.length === 0) { say("Nothing that was found fits whole into the budget."); return; }
      const before = latest.current.ids;
      set([...new Set(best.ids)].slice(0, MOST_PICKS));
      const undo = { label: "Undo", run: () => set(before) };
      say(`${plural(best.ids.length, "message")} of ${plural(best.sessions, "session")} picked, ${plural(best.tokens, "token")}`, undo);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  return { ids, budget, set, toggle, fill };
}
