/** "/name arguments" of a slash command, or its first words. */
export function commandLine(words: string): string {
  const name = tagged(words, "command-name");
  const args = tagged(words, "command-args");
  if (name !== "") return `${name.startsWith("/") ? name : `/${name}`} ${args}`.trim().slice(0, 200);
  const typed = tagged(words, "bash-input");
  if (typed !== "") return `! ${typed}`.slice(0, 200);
  return withoutTags(words).slice(0, 200) || "Command";
}

/** What a notice says in one line: its summary when it has one, else its words without tags. */
export function noticeWords(words: string): string {
  return tagged(words, "summary") || withoutTags(words).slice(0, 300);
}

function tagged(words: string, tag: string): string {
  const from = words.indexOf(`<${tag}>`);
  const to = words.indexOf(`</${tag}>`, from);
  return from < 0 || to < 0 ? "" : words.slice(from + tag.length + 2, to).trim();
}

function withoutTags(words: string): string {
  return words.slice(0, 2000).replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ").trim();
}
