import type { ReaderPart } from "@/lib/parts";
import type { Row } from "@/lib/transcript";

const LINE = 22.4;
const CHARACTERS_PER_LINE = 100;
/** Of a message that is not loaded: a tool call and its result, the most common pair, take about this together. */
export const UNKNOWN_PX = 30;

/** A guess in px, good enough that the scroll bar hardly moves once a row is measured. */
export function estimateHeight(row: Row): number {
  const frame = row.kind === "prompt" ? 76 : row.opens ? 44 : 6;
  return frame + row.parts.reduce((sum, part) => sum + partHeight(part), 0);
}

function partHeight(part: ReaderPart): number {
  if (part.kind === "image") return 300;
  if (part.kind !== "text") return 28;
  const text = part.text.slice(0, 6000);
  let lines = 0;
  for (const line of text.split("\n")) lines += Math.max(line === "" ? 0.6 : 1, Math.ceil(line.length / CHARACTERS_PER_LINE));
  return lines * LINE + 8;
}
