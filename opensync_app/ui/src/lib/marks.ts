import { marksIn } from "./plain";

export interface Piece {
  text: string;
  hit: boolean;
}

const ENTITIES: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#x27;": "'", "&#39;": "'" };

/**
 * Splits a snippet into plain and marked pieces. The wire holds escaped text and `<mark>` only;
 * any other tag stays visible as text, as it would be the words of somebody.
 */
export function readSnippet(html: string): Piece[] {
  const pieces: Piece[] = [];
  let hit = false;
  for (const token of html.split(/(<\/?mark>)/)) {
    if (token === "<mark>") hit = true;
    else if (token === "</mark>") hit = false;
    else if (token !== "") pieces.push({ text: unescape(token), hit });
  }
  return pieces;
}

function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|amp|quot|#x27|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** The same as it reads: without what Markdown writes around words, on both sides of a hit and in it. */
export function readPlainSnippet(html: string): Piece[] {
  const pieces = readSnippet(html);
  const isMark = marksIn(pieces.map((piece) => piece.text).join(""));
  let at = 0;
  return pieces
    .map(({ text, hit }) => ({ hit, text: text.split("").filter(() => !isMark[at++]).join("") }))
    .filter((piece) => piece.text !== "");
}
