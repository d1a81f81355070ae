/** What can be typed besides words, for the help; a click types the example. */
export const SYNTAX: readonly { example: string; words: string }[] = [
  { example: '"exact words"', words: "side by side, as typed" },
  { example: "migrat*", words: "words that begin so" },
  { example: "lamp AND oil", words: "both; also OR, NOT, brackets" },
  { example: "-docker", words: "without that word" },
  { example: "project:harbour", words: "of one project" },
  { example: "file:auth.ts", words: "touches a file" },
  { example: "tool:Bash", words: "calls a tool" },
  { example: "role:user", words: "said by: user, assistant, tool" },
  { example: "source:codex", words: "from one coding tool" },
  { example: "model:opus", words: "answered by a model" },
  { example: "branch:main", words: "on a branch" },
  { example: "after:2026-05-01", words: "and before:, also 7d, yesterday" },
  { example: "is:error", words: "and is:starred, is:subagent, is:prompt" },
];

const FIELD = /(^|[\s(])(-?([A-Za-z]{2,7}):(?:"([^"]*)"|([^\s")]+)))/g;

/** The text without a field that was typed, such as project:harbour; as it is when none stands there. */
export function withoutField(text: string, field: string, value: string): string {
  const cut = text.replace(FIELD, (whole, before: string, _typed, name: string, quoted?: string, bare?: string) =>
    isSame(name, field) && isSame(quoted ?? bare ?? "", value) ? before : whole,
  );
  return cut.replace(/\s+/g, " ").trim();
}

/** Whether the text holds the field with this value. */
export function hasField(text: string, field: string, value: string): boolean {
  return withoutField(text, field, value) !== text.replace(/\s+/g, " ").trim();
}

/** The text with a word in quotes, which is then looked for as it was typed. */
export function literally(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? `"${word}"` : `${text.slice(0, at)}"${text.slice(at, at + word.length)}"${text.slice(at + word.length)}`;
}

/** The text with one more piece at its end. */
export function withPiece(text: string, piece: string): string {
  return `${text.trim()} ${piece}`.trim();
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
