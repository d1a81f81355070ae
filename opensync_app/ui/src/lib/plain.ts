/** What is nothing but a mark. */
const SIGNS: RegExp[] = [
  // The fence of a code block, with its language.
  /(?:`{3,}|~{3,})[\w+#.-]*/g,
  /`+/g,
  // A heading's signs; "#12" and "C#" are words.
  /(?<=^|\s)#{1,6}\s+(?=\S)/g,
  // The end of bold words whose beginning a snippet leaves out.
  /(?<=[\w.:!?)])\*\*(?=[\s.,;:]|$)/g,
];

/** Marks around words; the words are the group, `before` is how much stands before them. */
const PAIRS: { pattern: RegExp; before: number }[] = [
  { pattern: /\*\*(?=[^\s*/])((?:(?!\*\*)[^]){1,400}?)(?<=[^\s*/])\*\*/g, before: 2 },
  { pattern: /(?<![\w\])])\[([^[\]]{1,200})\]\([^()\s]{1,400}\)/g, before: 1 },
];

/** Further than this nobody reads a preview. */
const LONGEST = 2000;

/** Which characters of a text are nothing but Markdown's marks. */
export function marksIn(text: string): boolean[] {
  const isMark = Array.from({ length: text.length }, () => false);
  for (const sign of SIGNS) {
    for (const found of text.matchAll(sign)) isMark.fill(true, found.index, found.index + found[0].length);
  }
  for (const { pattern, before } of PAIRS) {
    for (const found of text.matchAll(pattern)) {
      const words = found.index + before;
      isMark.fill(true, found.index, words);
      isMark.fill(true, words + (found[1] ?? "").length, found.index + found[0].length);
    }
  }
  return isMark;
}

/** The beginning of a text as it reads in one line: without Markdown's marks. What is copied keeps them. */
export function plainWords(text: string): string {
  const start = text.slice(0, LONGEST);
  const isMark = marksIn(start);
  let words = "";
  for (let at = 0; at < start.length; at += 1) words += isMark[at] ? "" : (start[at] ?? "");
  return words.replace(/\s+/g, " ").trim();
}

/** A session's title as it is shown; tools make titles of a prompt's beginning, marks and all. */
export function titleWords(title: string | null | undefined): string {
  return plainWords(title ?? "") || "Untitled";
}
