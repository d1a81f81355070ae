import { baseName } from "./format";

const BY_ENDING: Record<string, string> = {
  ts: "typescript", mts: "typescript", cts: "typescript", tsx: "tsx", js: "javascript", mjs: "javascript", cjs: "javascript",
  jsx: "jsx", py: "python", pyi: "python", rs: "rust", go: "go", rb: "ruby", java: "java", kt: "kotlin", swift: "swift",
  c: "c", h: "c", cpp: "c", cc: "c", hpp: "c", cs: "csharp", php: "php", sh: "shellscript", bash: "shellscript",
  zsh: "shellscript", fish: "shellscript", ps1: "powershell", json: "json", jsonc: "json", jsonl: "json", yaml: "yaml",
  yml: "yaml", toml: "toml", md: "markdown", mdx: "markdown", html: "html", vue: "html", svelte: "html", css: "css",
  scss: "css", sql: "sql", xml: "xml", diff: "diff", patch: "diff", lua: "lua", makefile: "makefile", dockerfile: "docker",
};

const BY_NAME: Record<string, string> = {
  shell: "shellscript", sh: "shellscript", console: "shellscript", typescript: "typescript", javascript: "javascript",
  python: "python", python3: "python", golang: "go", rust: "rust", "c++": "c", "c#": "csharp",
};

/** The highlighter's language for a code fence's word, or undefined. */
export function languageOfFence(word: string | undefined): string | undefined {
  const name = word?.toLowerCase() ?? "";
  if (name === "") return undefined;
  return BY_NAME[name] ?? BY_ENDING[name] ?? (Object.values(BY_ENDING).includes(name) ? name : undefined);
}

/** The highlighter's language for a file, by its name. */
export function languageOfFile(path: string): string | undefined {
  const name = baseName(path).toLowerCase();
  return BY_ENDING[name.split(".").pop() ?? ""];
}
