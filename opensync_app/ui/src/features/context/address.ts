import type { ContextFormat, SearchLevel, SearchMode } from "@/api/finding";
import { readChoice, readDay, readNumber, readText, type RawAddress } from "@/lib/address";
import { SPANS, type DayRange } from "@/lib/days";

/** What the address says about search and context; what is absent holds as usual. */
export interface ContextAddress extends DayRange {
  /** The words that are searched. */
  q?: string | undefined;
  /** How; hybrid when absent. */
  type?: SearchMode | undefined;
  /** What is listed; sessions when absent. */
  level?: SearchLevel | undefined;
  /** The next four: chosen values joined by commas, as `source`, which the shell reads. */
  project?: string | undefined;
  model?: string | undefined;
  role?: string | undefined;
  tool?: string | undefined;
  /** The message, or else the session, that is looked at. */
  at?: string | undefined;
  /** Picked sessions and messages by their ids. */
  pick?: string | undefined;
  /** Tokens that the context may take. */
  budget?: string | undefined;
  format?: ContextFormat | undefined;
}

/** The address with what the shell reads of it. */
export interface SharedContextAddress extends ContextAddress {
  source?: string | undefined;
}

export type ChangeAddress = (change: Partial<SharedContextAddress>) => void;

export function readContextAddress(raw: RawAddress): ContextAddress {
  return {
    q: readText(raw, "q"),
    type: readChoice(raw, "type", ["fulltext", "semantic"] as const),
    level: readChoice(raw, "level", ["messages"] as const),
    project: readText(raw, "project"),
    model: readText(raw, "model"),
    role: readText(raw, "role"),
    tool: readText(raw, "tool"),
    days: readChoice(raw, "days", SPANS),
    from: readDay(raw, "from"),
    to: readDay(raw, "to"),
    at: readText(raw, "at"),
    pick: readText(raw, "pick"),
    budget: readNumber(raw, "budget"),
    format: readChoice(raw, "format", ["plain", "xml"] as const),
  };
}
