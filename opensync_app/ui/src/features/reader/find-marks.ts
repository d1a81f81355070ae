/**
 * Where words stand in an element, without touching it: as ranges that the browser paints.
 * `atStarts`: only where a word begins, or a part of a name such as the "Rate" of "passRate".
 */
export function rangesOf(root: Element, words: string, atStarts = false): Range[] {
  const sought = words.toLowerCase();
  const nodes: { node: Text; start: number }[] = [];
  let text = "";
  let typed = "";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    nodes.push({ node, start: text.length });
    text += lowered(node.data);
    if (atStarts) typed += node.data;
    if (text.length > LONGEST) break;
  }
  const ranges: Range[] = [];
  for (let at = text.indexOf(sought); at >= 0 && ranges.length < MOST; at = text.indexOf(sought, at + sought.length)) {
    if (atStarts && !beginsAt(typed, at)) continue;
    const range = document.createRange();
    range.setStart(...placeOf(nodes, at));
    range.setEnd(...placeOf(nodes, at + sought.length));
    ranges.push(range);
  }
  return ranges;
}

/** In small letters, of the same length: a few letters have no small one of one sign. */
function lowered(text: string): string {
  const small = text.toLowerCase();
  return small.length === text.length ? small : Array.from({ length: text.length }, (_, at) => one(text.charAt(at).toLowerCase(), text.charAt(at))).join("");
}

function one(small: string, large: string): string {
  return small.length === 1 ? small : large;
}

/** Whether a word, or the next part of a name, begins at this place. */
function beginsAt(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) || /^\P{Lu}\p{Lu}$/u.test(text.slice(at - 1, at + 1)) || !/[\p{L}\p{N}]/u.test(text.charAt(at));
}

const LONGEST = 400_000;
const MOST = 500;

function placeOf(nodes: { node: Text; start: number }[], offset: number): [Text, number] {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((nodes[middle]?.start ?? 0) < offset || (nodes[middle]?.start === offset && offset === 0)) low = middle;
    else high = middle - 1;
  }
  const found = nodes[low];
  if (!found) throw new RangeError("There is no text here.");
  return [found.node, Math.min(offset - found.start, found.node.length)];
}

/** Paints the ranges under these names; browsers that cannot show the hits without paint. */
export function paintRanges(name: string, ranges: Range[]): void {
  if (!("highlights" in CSS)) return;
  if (ranges.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...ranges));
}
