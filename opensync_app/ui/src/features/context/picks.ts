import type { Picked } from "@/api/finding";

/** Of both kinds together; the server takes 500. */
export const MOST_PICKS = 200;

/** The picked ids of an address, in their order; anything else is passed over. */
export function readPicks(text: string | undefined): string[] {
  const ids = (text ?? "").split(",").filter((id) => /^[sm]\d{1,15}$/.test(id));
  return [...new Set(ids)].slice(0, MOST_PICKS);
}

export function joinPicks(ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : ids.join(",");
}

/** With an id that was not there, without one that was. */
export function togglePick(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id].slice(0, MOST_PICKS);
}

export function splitPicks(ids: readonly string[]): Picked {
  return { sessions: ids.filter((id) => id.startsWith("s")), messages: ids.filter((id) => id.startsWith("m")) };
}

/** Tokens people mostly have room for. */
export const BUDGETS = [4000, 8000, 32_000] as const;
export const USUAL_BUDGET = 8000;
export const LARGEST_BUDGET = 100_000;

/** The budget of an address, within what the server packs. */
export function readBudget(text: string | undefined): number {
  const tokens = Math.round(Number(text ?? USUAL_BUDGET));
  return Number.isFinite(tokens) && tokens >= 1 ? Math.min(tokens, LARGEST_BUDGET) : USUAL_BUDGET;
}
