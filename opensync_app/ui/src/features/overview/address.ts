import { readChoice, readDay, readSwitch, readText, type RawAddress } from "@/lib/address";
import { SPANS, type DayRange } from "@/lib/days";

export const MEASURES = ["tokens", "cost"] as const;
export const STEPS = ["day", "week", "month"] as const;
export const SPLITS = ["model", "project", "source"] as const;

export type Measure = (typeof MEASURES)[number];
export type Step = (typeof STEPS)[number];
export type Split = (typeof SPLITS)[number];

/**
 * What the address says about the overview. Absent means the default: the shortest span from 30 days on
 * that holds anything, tokens, in steps that fit the span, by model.
 */
export interface OverviewAddress extends DayRange {
  measure?: "cost" | undefined;
  per?: Step | undefined;
  by?: "project" | "source" | undefined;
  /** Each bar also holds all before it. */
  sum?: "1" | undefined;
  /** Projects and models, as lists. */
  project?: string | undefined;
  model?: string | undefined;
}

export function readOverviewAddress(raw: RawAddress): OverviewAddress {
  return {
    days: readChoice(raw, "days", SPANS),
    from: readDay(raw, "from"),
    to: readDay(raw, "to"),
    measure: readChoice(raw, "measure", ["cost"]),
    per: readChoice(raw, "per", STEPS),
    by: readChoice(raw, "by", ["project", "source"]),
    sum: readSwitch(raw, "sum"),
    project: readText(raw, "project"),
    model: readText(raw, "model"),
  };
}
