import type { ReactNode } from "react";

/** One line of the palette that does something. */
export interface Command {
  id: string;
  /** The heading it stands under. */
  group: "Go to" | "Actions" | "Recent sessions" | "Sessions" | "Everywhere";
  name: string;
  /** Further words under which it is found. */
  words?: string;
  icon: ReactNode;
  /** A key, a source, an age. */
  end?: ReactNode;
  /** A second line. */
  detail?: ReactNode;
  run: () => void;
}

/** The commands that hold every typed word at the beginning of one of theirs; best first. */
export function matchCommands(commands: readonly Command[], typed: string): Command[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...commands];
  return commands
    .map((command) => ({ command, rank: rankOf(command, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ command }) => command);
}

/** 3: the name begins so; 2: a word of the name does; 1: another word does; 0: something is missing. */
function rankOf(command: Command, wanted: string[]): number {
  const name = command.name.toLowerCase();
  const ranks = wanted.map((word) => {
    if (name.startsWith(word)) return 3;
    if (name.split(/\W+/).some((one) => one.startsWith(word))) return 2;
    return (command.words ?? "").toLowerCase().split(/\W+/).some((one) => one.startsWith(word)) ? 1 : 0;
  });
  return Math.min(...ranks);
}
