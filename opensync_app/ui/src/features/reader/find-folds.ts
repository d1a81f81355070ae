import { partText } from "@/lib/parts";
import type { Row } from "@/lib/transcript";

/** The folds of a row that must be open so that words in it can be seen. */
export function foldsHolding(row: Row, words: string): string[] {
  const sought = words.toLowerCase();
  const has = (text: string): boolean => text.toLowerCase().includes(sought);
  const isQuiet = !["prompt", "reply", "result"].includes(row.kind);
  return row.parts.flatMap((part, index) => {
    const id = `${row.key}:${index}`;
    if (part.kind === "tool") {
      const inResult = part.result !== undefined && (has(part.result.text) || part.result.fullLength !== undefined);
      const inArgs = part.isCut || has(allStrings(part.args).join("\n"));
      return inResult || inArgs ? [id, ...(inResult ? [`${id}:result:whole`] : [])] : [];
    }
    const isCut = part.kind === "result" ? part.result.fullLength !== undefined : "fullLength" in part;
    return has(partText(part)) || isCut ? [id, `${id}:whole`, ...(isQuiet ? [`${row.key}:quiet`] : [])] : [];
  });
}

function allStrings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(allStrings);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(allStrings) : [];
}
