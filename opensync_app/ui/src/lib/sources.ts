/** The hue a source's badge is painted in; a token pair in theme.css. */
export type Hue = "amber" | "blue" | "orange" | "purple" | "violet" | "green" | "cyan" | "grey";

export interface SourceLook {
  /** The name people know the tool by. */
  label: string;
  /** Two letters for narrow places. */
  short: string;
  hue: Hue;
}

const LOOKS: Record<string, SourceLook> = {
  "claude-code": { label: "Claude Code", short: "CC", hue: "amber" },
  opencode: { label: "OpenCode", short: "OC", hue: "blue" },
  codex: { label: "Codex", short: "CX", hue: "purple" },
  "codex-cli": { label: "Codex", short: "CX", hue: "purple" },
  "cursor-sync": { label: "Cursor", short: "CR", hue: "violet" },
  "cursor-editor": { label: "Cursor editor", short: "CE", hue: "violet" },
  cursor: { label: "Cursor", short: "CR", hue: "violet" },
  "factory-droid": { label: "Factory Droid", short: "FD", hue: "orange" },
  pi: { label: "Pi", short: "PI", hue: "orange" },
  "gemini-cli": { label: "Gemini CLI", short: "GM", hue: "cyan" },
  "copilot-cli": { label: "Copilot CLI", short: "CP", hue: "green" },
  specstory: { label: "SpecStory", short: "SP", hue: "grey" },
};

/** The names of all tools whose sessions are read, as a list for people. */
export const KNOWN_TOOLS = new Intl.ListFormat("en").format(new Set(Object.values(LOOKS).map((look) => look.label)));

/** How a source is named and coloured; an unknown one by its own name in grey. */
export function sourceLook(source: string): SourceLook {
  return LOOKS[source] ?? { label: source, short: source.replace(/[^a-z0-9]/gi, "").slice(0, 2).toUpperCase(), hue: "grey" };
}
