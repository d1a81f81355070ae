import { readPlainSnippet, readSnippet } from "@/lib/marks";

interface Props {
  html: string;
  /** What a tool printed: its signs are not Markdown's. */
  isPrinted?: boolean;
}

/** A search hit's words with the matches marked; the words are always text, never HTML. */
export function Snippet({ html, isPrinted = false }: Props) {
  return (isPrinted ? readSnippet(html) : readPlainSnippet(html)).map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text));
}
