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
