import type { HighlighterCore, ThemedToken } from "shiki/core";

export interface PaintJob {
  id: number;
  code: string;
  language: string;
}

/** Pieces of a line: its words and the class that paints them, "" for plain ones. */
export type PaintedLine = [words: string, className: string][];

/** Grammars load one by one when a block first needs them; C++ is read as C, whose grammar is a tenth of the size. */
const GRAMMARS: Record<string, () => Promise<{ default: unknown }>> = {
  c: () => import("@shikijs/langs/c"),
  csharp: () => import("@shikijs/langs/csharp"),
  css: () => import("@shikijs/langs/css"),
  diff: () => import("@shikijs/langs/diff"),
  docker: () => import("@shikijs/langs/docker"),
  go: () => import("@shikijs/langs/go"),
  html: () => import("@shikijs/langs/html"),
  java: () => import("@shikijs/langs/java"),
  javascript: () => import("@shikijs/langs/javascript"),
  json: () => import("@shikijs/langs/json"),
  jsx: () => import("@shikijs/langs/jsx"),
  kotlin: () => import("@shikijs/langs/kotlin"),
  lua: () => import("@shikijs/langs/lua"),
  makefile: () => import("@shikijs/langs/makefile"),
  markdown: () => import("@shikijs/langs/markdown"),
  php: () => import("@shikijs/langs/php"),
  powershell: () => import("@shikijs/langs/powershell"),
  python: () => import("@shikijs/langs/python"),
  ruby: () => import("@shikijs/langs/ruby"),
  rust: () => import("@shikijs/langs/rust"),
  shellscript: () => import("@shikijs/langs/shellscript"),
  sql: () => import("@shikijs/langs/sql"),
  swift: () => import("@shikijs/langs/swift"),
  toml: () => import("@shikijs/langs/toml"),
  tsx: () => import("@shikijs/langs/tsx"),
  typescript: () => import("@shikijs/langs/typescript"),
  xml: () => import("@shikijs/langs/xml"),
  yaml: () => import("@shikijs/langs/yaml"),
};

const CLASSES: Record<string, string> = {
  keyword: "text-tok-keyword",
  string: "text-tok-string",
  "string-expression": "text-tok-string",
  comment: "text-tok-comment",
  constant: "text-tok-constant",
  function: "text-tok-function",
  parameter: "text-tok-parameter",
  punctuation: "text-tok-punctuation",
  inserted: "text-good",
  deleted: "text-bad",
  link: "text-accent-ink",
};

let engine: Promise<HighlighterCore> | undefined;

/** The lines of a code block in painted pieces, or undefined when nobody knows its language. */
export async function paint(code: string, language: string): Promise<PaintedLine[] | undefined> {
  const grammar = GRAMMARS[language];
  if (grammar === undefined) return undefined;
  engine ??= startEngine();
  const core = await engine;
  if (!core.getLoadedLanguages().includes(language)) {
    await core.loadLanguage((await grammar()).default as Parameters<typeof core.loadLanguage>[0]);
  }
  return core.codeToTokens(code, { lang: language, theme: "css-variables" }).tokens.map(joinTokens);
}

/** Neighbours of one colour become one piece: fewer elements for the page to hold. */
function joinTokens(tokens: ThemedToken[]): PaintedLine {
  const line: PaintedLine = [];
  for (const token of tokens) {
    const className = tokenClass(token);
    const last = line.at(-1);
    if (last && (last[1] === className || token.content.trim() === "")) last[0] += token.content;
    else line.push([token.content, className]);
  }
  return line;
}

/** The class that paints a token; its colour is `var(--shiki-token-…)`. */
function tokenClass(token: ThemedToken): string {
  const name = /--shiki-(?:token-)?([a-z-]+)/.exec(token.color ?? "")?.[1];
  return (name === undefined ? undefined : CLASSES[name]) ?? "";
}

async function startEngine(): Promise<HighlighterCore> {
  const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  return createHighlighterCore({
    themes: [createCssVariablesTheme()],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}
