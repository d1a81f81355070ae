import { useQueryClient } from "@tanstack/react-query";
import { Braces, Copy, FileCode2, Link2 } from "lucide-react";
import { IconButton } from "@/components/Button";
import { copyText } from "@/components/toast";
import { formatCompact, formatDuration } from "@/lib/format";
import type { Row } from "@/lib/transcript";
import { useOpenSession } from "./session-context";
import { copyRow } from "./whole-row";

const BUTTON = "size-6! [&_svg]:size-3!";

/** What can be done with a message; it appears when the message is pointed at, focused or walked to. */
export function MessageActions({ row, onLink }: { row: Row; onLink: (id: string) => void }) {
  const client = useQueryClient();
  const { showRaw } = useOpenSession();
  const link = (): void => {
    onLink(row.key);
    const url = new URL(window.location.href);
    url.searchParams.set("m", row.key);
    void copyText(url.href, "Link");
  };
  return (
    <div className="absolute -top-3 right-2 z-10 flex items-center rounded-button border bg-menu">
      <span className="px-2 text-[10px] text-dim tabular-nums max-sm:hidden">{usageWords(row)}</span>
      <IconButton label="Copy message" className={BUTTON} onClick={() => void copyRow(client, row, "Message")}>
        <Copy />
      </IconButton>
      <IconButton label="Copy message as Markdown" className={BUTTON} onClick={() => void copyRow(client, row, "Markdown")}>
        <FileCode2 />
      </IconButton>
      <IconButton label="Copy link to this message" className={BUTTON} onClick={link}>
        <Link2 />
      </IconButton>
      <IconButton label="Show the raw message" className={BUTTON} onClick={() => showRaw(row.key)}>
        <Braces />
      </IconButton>
    </div>
  );
}

function usageWords({ message }: Row): string {
  return [
    message.promptTokens ? `${formatCompact(message.promptTokens)} context` : "",
    message.completionTokens ? `${formatCompact(message.completionTokens)} out` : "",
    message.durationMs ? formatDuration(message.durationMs) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
