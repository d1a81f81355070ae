import { useSyncExternalStore } from "react";

const RIGHT = "shrink-0 text-right tabular-nums";

/**
 * The widths of the list's columns; which are shown depends on the width of the list itself and on
 * what a person took away: the list's `data-without` names those.
 */
export const COLUMN = {
  model: "hidden w-44 shrink-0 text-muted text-xs @5xl:block group-data-[without~=model]/list:hidden!",
  messages: `hidden w-20 text-muted @3xl:block group-data-[without~=messages]/list:hidden! ${RIGHT}`,
  tokens: `hidden w-16 @md:block group-data-[without~=tokens]/list:hidden! ${RIGHT}`,
  cost: `hidden w-20 text-muted @md:block group-data-[without~=cost]/list:hidden! ${RIGHT}`,
  duration: `hidden w-20 text-muted @lg:block group-data-[without~=duration]/list:hidden! ${RIGHT}`,
  created: `hidden w-28 text-dim text-xs @6xl:block group-data-[without~=created]/list:hidden! ${RIGHT}`,
  updated: `hidden w-28 text-dim text-xs @3xl:block group-data-[without~=updated]/list:hidden! ${RIGHT}`,
};

export type Column = keyof typeof COLUMN;
export const COLUMNS = Object.keys(COLUMN) as Column[];

const KEY = "opensync-list-without";
const listeners = new Set<() => void>();

/** The columns that a person took away, as words with spaces between; this browser keeps them. */
export function useWithout(): string {
  return useSyncExternalStore(subscribe, () => localStorage.getItem(KEY) ?? "");
}

/** Takes a column away or brings it back, in every window of this browser. */
export function turnColumn(column: Column): void {
  const without = (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);
  const next = without.includes(column) ? without.filter((one) => one !== column) : [...without, column];
  localStorage.setItem(KEY, next.join(" "));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
