/** A tool's output without what its tool wrapped around it. */
export interface Outcome {
  text: string;
  /** The exit code of a command, when the wrapping tells. */
  exitCode?: number;
  /** How long it took by the wrapping. */
  seconds?: number;
}

const CODEX_HEAD = /^(?:Chunk ID: \S+\n)?(?:Exit code: (-?\d+)\n)?Wall time: ([\d.]+) seconds?\n(?:Process exited with code (-?\d+)\n|Process running with session ID \S+\n)?(?:Original token count: \d+\n)?(?:Total output lines: \d+\n)?(?:Output:\n?)?/;
const GEMINI_HEAD = /^Output: /;
const OPENCODE_FILE = /^<path>[^\n]*<\/path>\n<type>[^\n]*<\/type>\n<(?:content|entries)>\n?/;
const OPENCODE_END = /\n?<\/(?:content|entries)>\s*$/;

/** Takes the wrapping off a tool's output. */
export function readOutcome(text: string): Outcome {
  const codex = CODEX_HEAD.exec(text);
  if (codex) {
    const code = codex[1] ?? codex[3];
    const outcome: Outcome = { text: text.slice(codex[0].length), seconds: Number(codex[2]) };
    return code === undefined ? outcome : { ...outcome, exitCode: Number(code) };
  }
  const file = OPENCODE_FILE.exec(text);
  if (file) return { text: text.slice(file[0].length).replace(OPENCODE_END, "") };
  if (text.startsWith("<file>\n")) return { text: text.slice(7).replace(/\n?<\/file>\s*$/, "") };
  return { text: text.replace(GEMINI_HEAD, "") };
}

/** The lines of a file without the numbers that reading tools put before them, and the first number. */
export function withoutNumbers(text: string): { code: string; firstLine?: number } {
  const lines = text.split("\n");
  const numbers = lines.map((line) => /^\s*(\d+)(?:→|\t|\| |: |:$)/.exec(line));
  const numbered = numbers.filter(Boolean).length;
  if (numbered === 0 || numbered < lines.length * 0.6) return { code: text };
  const code = lines.map((line, index) => line.slice(numbers[index]?.[0].length ?? 0)).join("\n");
  return { code, firstLine: Number(numbers.find(Boolean)?.[1] ?? 1) };
}

/** Says nothing but that it worked: the call above shows the rest. */
const ROUTINE =
  /^(?:The file .{0,400} has been (?:updated|created)|File created successfully|File .{0,400} updated with changes|Applied \d+ edits? to|Success\. Updated|Edit applied successfully|Wrote file successfully|Successfully (?:replaced|wrote|modified|overwrote|created)|Added \d+ file|Todos have been modified|Plan updated|Updated task #|Task #\d+ created|Created file|Exit code: 0\n)/;

/** Whether a result only confirms what the call asked for. */
export function isRoutine(text: string): boolean {
  return ROUTINE.test(text);
}

/** The text as indented JSON, when it is JSON of more than one value. */
export function asJson(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed) || trimmed.length > 200_000) return undefined;
  try {
    return JSON.stringify(JSON.parse(trimmed), null, 2);
  } catch {
    return undefined;
  }
}
