import { readSnippet } from "@/lib/marks";

/** A search hit's words with the matches marked; the words are always text, never HTML. */
export function Snippet({ html }: { html: string }) {
  return readSnippet(html).map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text));
}
