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

/** The view, moved so that the nearest of these stands in its middle when none of them would be seen. */
export function seeing(view: View, items: readonly Span[]): View {
  const middle = (view.from + view.to) / 2;
  let nearest: Span | undefined;
  for (const item of items) {
    if (item.end >= view.from && item.start <= view.to) return view;
    if (nearest === undefined || away(item, middle) < away(nearest, middle)) nearest = item;
  }
  return nearest === undefined ? view : centred(view, (nearest.start + nearest.end) / 2);
}

/** How many of these lie before and after what is seen, and the nearest of each. */
export function unseen<T extends Span>(items: readonly T[], view: View): { before: number; after: number; last: T | undefined; next: T | undefined } {
  const before = items.filter((item) => item.end < view.from);
  const after = items.filter((item) => item.start > view.to);
  return {
    before: before.length,
    after: after.length,
    last: before.reduce<T | undefined>((best, item) => (best === undefined || item.end > best.end ? item : best), undefined),
    next: after.reduce<T | undefined>((best, item) => (best === undefined || item.start < best.start ? item : best), undefined),
  };
}

/** The view moved so that a moment stands in its middle. */
export function centred(view: View, moment: number): View {
  const half = (view.to - view.from) / 2;
  return { from: moment - half, to: moment + half };
}

/** A view as an address says it, in whole seconds; undefined when it makes no sense. */
export function readView(text: string | undefined): View | undefined {
  const found = /^(\d{1,10})-(\d{1,10})$/.exec(text ?? "");
  if (!found) return undefined;
  const [from, to] = [Number(found[1]) * 1000, Number(found[2]) * 1000];
  return to - from >= SHORTEST ? { from, to } : undefined;
}

export function writeView({ from, to }: View): string {
  return `${Math.max(0, Math.floor(from / 1000))}-${Math.max(0, Math.ceil(to / 1000))}`;
}

function away(item: Span, moment: number): number {
  return item.start > moment ? item.start - moment : moment - item.end;
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
