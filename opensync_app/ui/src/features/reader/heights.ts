import type { ReaderPart } from "@/lib/parts";
import type { Row } from "@/lib/transcript";

const LINE = 23;
const CHARACTERS_PER_LINE = 95;

/** A guess in px, good enough that the scroll bar hardly moves once a row is measured. */
export function estimateHeight(row: Row | undefined): number {
  if (!row) return 60;
  const frame = row.kind === "prompt" ? 76 : row.opens ? 44 : 6;
  return frame + row.parts.reduce((sum, part) => sum + partHeight(part), 0);
}

function partHeight(part: ReaderPart): number {
  if (part.kind === "image") return 300;
  if (part.kind !== "text") return 28;
  const text = part.text.slice(0, 6000);
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_PER_LINE)), 0);
  return lines * LINE + 8;
}
