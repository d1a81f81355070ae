const RIGHT = "shrink-0 text-right tabular-nums";

/** The widths of the list's columns; which are shown depends on the width of the list itself. */
export const COLUMN = {
  model: "hidden w-44 shrink-0 text-muted text-xs @4xl:block",
  messages: `hidden w-20 text-muted @3xl:block ${RIGHT}`,
  tokens: `hidden w-16 @md:block ${RIGHT}`,
  cost: `hidden w-20 text-muted @md:block ${RIGHT}`,
  duration: `hidden w-20 text-muted @lg:block ${RIGHT}`,
  created: `hidden w-28 text-dim text-xs @5xl:block ${RIGHT}`,
  updated: `hidden w-28 text-dim text-xs @3xl:block ${RIGHT}`,
};
