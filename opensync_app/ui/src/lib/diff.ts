export interface DiffLine {
  /** "…" stands between two places of a file; its text says where the next one is. */
  sign: "+" | "-" | " " | "…";
  text: string;
}

const MAX_CELLS = 4_000_000;

/** The lines of both texts, marked as kept, removed or added; shortest edit, removals first. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = splitLines(before);
  const b = splitLines(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [
    ...mark(" ", a.slice(0, head)),
    ...diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...mark(" ", a.slice(a.length - tail)),
  ];
}

/** How many lines an edit adds and removes. */
export function countChanges(lines: DiffLine[]): { added: number; removed: number } {
  return {
    added: lines.filter((line) => line.sign === "+").length,
    removed: lines.filter((line) => line.sign === "-").length,
  };
}

/** Reads the lines of one file of a unified diff or of a Codex patch: their own signs say what they are. */
export function readPatch(patch: string): DiffLine[] {
  const lines = splitLines(patch).map((line): DiffLine => {
    const sign = line.charAt(0);
    if (line.startsWith("@@")) return { sign: "…", text: line.replace(/^@@\s*(?:-[\d,]+ \+[\d,]+ @@)?\s*/, "") };
    return sign === "+" || sign === "-" ? { sign, text: line.slice(1) } : { sign: " ", text: line.replace(/^ /, "") };
  });
  // A gap before the first line tells nothing unless it names a place.
  return lines[0]?.sign === "…" && lines[0].text === "" ? lines.slice(1) : lines;
}

/**
 * The piece of a changed line that differs from its counterpart, as [from, to): what both share at
 * the beginning and the end is left out. Undefined when the lines have too little in common.
 */
export function changedPiece(line: string, other: string): [number, number] | undefined {
  let head = 0;
  while (head < line.length && head < other.length && line[head] === other[head]) head++;
  let tail = 0;
  while (tail < line.length - head && tail < other.length - head && line[line.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  const isAlike = (head + tail) * 2 >= Math.min(line.length, other.length) && head + tail > 0;
  return isAlike && head + tail < line.length ? [head, line.length - tail] : undefined;
}

/** For each removed line the added line that takes its place, and the other way round. */
export function counterparts(lines: DiffLine[]): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]?.sign !== "-") continue;
    let middle = at;
    while (lines[middle]?.sign === "-") middle++;
    let end = middle;
    while (lines[end]?.sign === "+") end++;
    if (middle - at === end - middle) {
      for (let step = 0; step < middle - at; step++) {
        pairs.set(at + step, middle + step);
        pairs.set(middle + step, at + step);
      }
    }
    at = Math.max(at, end - 1);
  }
  return pairs;
}

function splitLines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function mark(sign: DiffLine["sign"], lines: string[]): DiffLine[] {
  return lines.map((text) => ({ sign, text }));
}

/** Longest common subsequence by table; two huge unlike texts are shown as replaced. */
function diffMiddle(a: string[], b: string[]): DiffLine[] {
  if (a.length * b.length > MAX_CELLS) return [...mark("-", a), ...mark("+", b)];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i] ?? "" });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: "-", text: a[i++] ?? "" });
    } else {
      lines.push({ sign: "+", text: b[j++] ?? "" });
    }
  }
  return lines;
}
