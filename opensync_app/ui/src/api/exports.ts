import { ApiError } from "./client";

/** The formats a session can be taken away in. */
export const EXPORTS = [
  { format: "markdown", name: "Markdown" },
  { format: "html", name: "HTML page" },
  { format: "json", name: "JSON" },
  { format: "jsonl", name: "JSON lines" },
] as const;

export type ExportFormat = (typeof EXPORTS)[number]["format"];

/** The address of a session as a file. */
export function exportUrl(id: string, format: ExportFormat): string {
  return `/api/export?${new URLSearchParams({ id, format, download: "true" }).toString()}`;
}

/** A session in one of the formats, as text. */
export async function exportText(id: string, format: ExportFormat): Promise<string> {
  const answer = await globalThis.fetch(exportUrl(id, format), { credentials: "same-origin" });
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => undefined));
  return answer.text();
}
