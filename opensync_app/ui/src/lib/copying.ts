import type { ReaderPart, ToolResult } from "./parts";
import type { Row } from "./transcript";

/** The words of a row as they are read: what was said, without its tools. */
export function plainText(row: Row): string {
  return row.parts
    .flatMap((part) => (part.kind === "text" || part.kind === "error" ? [part.text] : []))
    .join("\n\n");
}

/** A row as markdown: who speaks, the words, tools as fenced blocks. */
export function markdownOf(row: Row): string {
  const speaker = row.message.role === "user" ? "User" : row.message.role === "assistant" ? "Assistant" : "System";
  return `## ${speaker}\n\n${row.parts.map(partMarkdown).filter(Boolean).join("\n\n")}\n`;
}

function partMarkdown(part: ReaderPart): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "thinking":
      return part.text.split("\n").map((line) => `> ${line}`).join("\n");
    case "error":
      return `**Error:** ${part.text}`;
    case "injected":
      return fence(part.text);
    case "tool":
      return `**Tool: ${part.name}**\n\n${fence(JSON.stringify(part.args, null, 2), "json")}${part.result ? `\n\n${resultMarkdown(part.result)}` : ""}`;
    case "result":
      return resultMarkdown(part.result);
    case "file":
      return `File: \`${part.path}\``;
    case "image":
      return part.remote ? `Picture: <${part.remote}>` : "Picture";
    default:
      return "";
  }
}

function resultMarkdown(result: ToolResult): string {
  return `**${result.isError ? "Error" : "Result"}:**\n\n${fence(result.text)}`;
}

/** A fenced block whose fence is longer than any run of backticks inside. */
export function fence(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text.replace(/\n$/, "")}\n${marks}`;
}
