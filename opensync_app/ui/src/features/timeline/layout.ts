/** What stands on the timeline: from its start to its end, in epoch ms. */
export interface Span {
  start: number;
  end: number;
}

/** The stretch of time that is seen. */
export interface View {
  from: number;
  to: number;
}

/** A block in px, and the row of its lane that it found free. */
export interface Placed<T> {
  item: T;
  left: number;
  width: number;
  row: number;
}

const MINUTE = 60_000;
const SHORTEST = 10 * MINUTE;
const LONGEST = 20 * 365 * 24 * 60 * MINUTE;
/** A block is at least so wide, or nobody could hit it. */
export const LEAST_WIDTH = 6;
const GAP = 2;

/** Places the blocks of a lane true to scale; those that would cover each other go into further rows. */
export function packed<T extends Span>(items: readonly T[], view: View, width: number): { blocks: Placed<T>[]; rows: number } {
  const scale = width / Math.max(1, view.to - view.from);
  const ends: number[] = [];
  const blocks: Placed<T>[] = [];
  for (const item of [...items].sort((a, b) => a.start - b.start)) {
    const left = (item.start - view.from) * scale;
    const wide = Math.max(LEAST_WIDTH, (item.end - item.start) * scale);
    const free = ends.findIndex((end) => end + GAP <= left);
    const row = free < 0 ? ends.length : free;
    ends[row] = left + wide;
    if (left + wide >= 0 && left <= width) blocks.push({ item, left, width: wide, row });
  }
  return { blocks, rows: Math.max(1, ends.length) };
}

/** The view after zooming by a factor (below 1: closer) around the moment that stands at a share of the width. */
export function zoomed(view: View, factor: number, share = 0.5): View {
  const length = Math.min(LONGEST, Math.max(SHORTEST, (view.to - view.from) * factor));
  const fixed = view.from + (view.to - view.from) * share;
  const from = fixed - length * share;
  return { from, to: from + length };
}

/** The view moved by a share of its length; a positive one goes on in time. */
export function panned(view: View, share: number): View {
  const step = (view.to - view.from) * share;
  return { from: view.from + step, to: view.to + step };
}

/** The view that shows everything between two moments, with a little room at both ends. */
export function fitted(from: number, to: number): View {
  const length = Math.max(SHORTEST, to - from);
  const room = length * 0.04;
  return { from: from - room, to: from + length + room };
}
