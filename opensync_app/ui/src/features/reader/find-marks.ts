/** Where words stand in an element, without touching it: as ranges that the browser paints. */
export function rangesOf(root: Element, words: string): Range[] {
  const sought = words.toLowerCase();
  const nodes: { node: Text; start: number }[] = [];
  let text = "";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    nodes.push({ node, start: text.length });
    text += node.data.toLowerCase();
    if (text.length > LONGEST) break;
  }
  const ranges: Range[] = [];
  for (let at = text.indexOf(sought); at >= 0 && ranges.length < MOST; at = text.indexOf(sought, at + sought.length)) {
    const range = document.createRange();
    range.setStart(...placeOf(nodes, at));
    range.setEnd(...placeOf(nodes, at + sought.length));
    ranges.push(range);
  }
  return ranges;
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
