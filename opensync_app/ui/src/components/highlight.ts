import type { HighlighterCore, ThemedToken } from "shiki/core";

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

/** Blocks longer than this stay plain: colouring them would hold up scrolling. */
const LONGEST = 40_000;

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

/** The lines of a code block as tokens, or undefined when it stays plain. */
export async function highlight(code: string, language: string): Promise<ThemedToken[][] | undefined> {
  const grammar = GRAMMARS[language];
  if (grammar === undefined || code.length > LONGEST) return undefined;
  engine ??= startEngine();
  const core = await engine;
  if (!core.getLoadedLanguages().includes(language)) {
    await core.loadLanguage((await grammar()).default as Parameters<typeof core.loadLanguage>[0]);
  }
  return core.codeToTokens(code, { lang: language, theme: "css-variables" }).tokens;
}

/** The class that paints a token; its colour is `var(--shiki-token-…)`. */
export function tokenClass(token: ThemedToken): string | undefined {
  const name = /--shiki-(?:token-)?([a-z-]+)/.exec(token.color ?? "")?.[1];
  return name === undefined ? undefined : CLASSES[name];
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
