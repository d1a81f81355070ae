import type { SearchResult } from "@/api/types";
import { readSnippet } from "@/lib/marks";
import { titleWords } from "@/lib/plain";

/** One place that matched: a message, or a session whose title alone did. */
export interface Hit {
  /** Of the message, or else of the session; names the hit in the address. */
  id: string;
  session: string;
  message?: string;
  result: SearchResult;
}

/** The places of all results in reading order; what is looked at walks along them. */
export function hitsOf(results: readonly SearchResult[]): Hit[] {
  return results.flatMap((result): Hit[] => {
    const session = result.id;
    if (result.messageId != null) return [{ id: result.messageId, session, message: result.messageId, result }];
    if (result.snippets.length === 0) return [{ id: session, session, result }];
    return result.snippets.map(({ messageId }) => ({ id: messageId, session, message: messageId, result }));
  });
}

/** The words as they are marked in the snippets of a session, longest first; for marking them in what it says. */
export function markedWords(result: SearchResult): string[] {
  const pieces = result.snippets.flatMap((snippet) => readSnippet(snippet.html));
  const words = pieces.filter((piece) => piece.hit).map((piece) => piece.text.toLowerCase().trim());
  return [...new Set(words)].filter((word) => word.length > 1).sort((a, b) => b.length - a.length);
}

export function titleOf(session: { title?: string | null | undefined }): string {
  return titleWords(session.title);
}
