import { Ban, ChevronsUp, CornerDownRight, Info, ScrollText, type LucideIcon } from "lucide-react";
import type { Row, RowKind } from "@/lib/transcript";
import { Fold } from "./Fold";
import { PartView } from "./PartView";

const LOOKS: Partial<Record<RowKind, { Icon: LucideIcon; label: string }>> = {
  command: { Icon: ChevronsUp, label: "Command" },
  injected: { Icon: CornerDownRight, label: "Added by the tool" },
  notice: { Icon: Info, label: "Notice" },
  summary: { Icon: ScrollText, label: "Summary of what went before" },
};

/** A message that nobody typed as talk: commands, added context, summaries, interruptions. */
export function QuietRow({ row }: { row: Row }) {
  const words = row.parts.map((part) => ("text" in part ? part.text : "")).join(" ");
  if (row.kind === "interruption") {
    return (
      <p className="flex items-center gap-2 text-xs text-warn">
        <Ban className="size-3.5" /> {words.replace(/^\[|\]$/g, "") || "Interrupted"}
      </p>
    );
  }
  const { Icon, label } = LOOKS[row.kind] ?? { Icon: Info, label: row.kind };
  const fold = (
    <Fold
      id={`${row.key}:quiet`}
      head={
        <>
          <Icon className="size-3.5 shrink-0 text-dim" />
          <span className="shrink-0">{row.kind === "command" ? commandName(words) : label}</span>
          <span className="truncate text-dim">{row.kind === "command" ? "" : words.slice(0, 300)}</span>
        </>
      }
    >
      {() => (
        <div className="space-y-2 text-[13px] text-muted">
          {row.parts.map((part, index) => (
            <PartView key={index} part={part} messageId={row.key} id={`${row.key}:${index}`} isTyped />
          ))}
        </div>
      )}
    </Fold>
  );
  if (row.kind !== "summary") return fold;
  return (
    <div>
      <div role="separator" aria-label="The context was compacted here" className="mb-1 flex items-center gap-3 text-micro text-dim">
        <span className="h-px flex-1 bg-line-strong" />
        context compacted
        <span className="h-px flex-1 bg-line-strong" />
      </div>
      {fold}
    </div>
  );
}

/** "/name arguments" of a slash command, or its first words. */
function commandName(words: string): string {
  const name = /<command-name>\s*(.*?)\s*<\/command-name>/s.exec(words)?.[1];
  const args = /<command-args>\s*(.*?)\s*<\/command-args>/s.exec(words)?.[1] ?? "";
  if (name) return `${name.startsWith("/") ? name : `/${name}`} ${args}`.trim().slice(0, 200);
  return words.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim().slice(0, 200) || "Command";
}
