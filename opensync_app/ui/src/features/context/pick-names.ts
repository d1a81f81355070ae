import type { SearchResult } from "@/api/types";
import { readSnippet } from "@/lib/marks";
import { titleOf } from "./hits";

export interface PickName {
  /** Of the session. */
  title: string;
  /** The beginning of the message. */
  words?: string;
}

const names = new Map<string, PickName>();

/** Keeps what results call themselves, so that what is picked of them has a name when they are gone. */
export function learnNames(results: readonly SearchResult[]): void {
  for (const result of results) {
    const title = titleOf(result);
    names.set(result.id, { title });
    for (const { messageId, html } of result.snippets) {
      names.set(messageId, { title, words: readSnippet(html).map((piece) => piece.text).join("") });
    }
  }
}

export function knownName(id: string): PickName | undefined {
  return names.get(id);
}
