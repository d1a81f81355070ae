import type { QueryClient } from "@tanstack/react-query";
import { messageQuery } from "@/api/queries";
import { copyText, say } from "@/components/toast";
import { markdownOf, plainText } from "@/lib/copying";
import { RowMaker, type Row } from "@/lib/transcript";

/** The row with every text whole: what a page left out is fetched. */
export async function wholeRow(client: QueryClient, row: Row): Promise<Row> {
  if (!isCut(row)) return row;
  const messages = await Promise.all([row.key, ...row.holds].map((id) => client.query(messageQuery(id))));
  return new RowMaker().make([{ offset: row.number, messages }]).rows[0] ?? row;
}

function isCut(row: Row): boolean {
  if (row.message.partsTotal != null) return true;
  return row.parts.some((part) => {
    if (part.kind === "tool") return part.isCut || part.result?.fullLength !== undefined;
    if (part.kind === "result") return part.result.fullLength !== undefined;
    return "fullLength" in part;
  });
}

/** Copies a message, as it is read or as Markdown with its tools; one of tools alone has only the latter. */
export async function copyRow(client: QueryClient, row: Row, how: "Message" | "Markdown"): Promise<void> {
  try {
    const whole = await wholeRow(client, row);
    await copyText((how === "Message" && plainText(whole)) || markdownOf(whole), how);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
