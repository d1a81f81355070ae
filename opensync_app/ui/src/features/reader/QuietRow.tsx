import { Ban, ChevronsUp, CornerDownRight, Info, ScrollText, TriangleAlert, type LucideIcon } from "lucide-react";
import { commandLine, noticeWords } from "@/lib/injected";
import { plainWords } from "@/lib/plain";
import { rowWords, type Row, type RowKind } from "@/lib/transcript";
import { Fold, FoldHead } from "./Fold";
import { Marker } from "./Marker";
import { PartView } from "./PartView";

const LOOKS: Partial<Record<RowKind, { Icon: LucideIcon; label: string }>> = {
  command: { Icon: ChevronsUp, label: "Command" },
  injected: { Icon: CornerDownRight, label: "Added by the tool" },
  notice: { Icon: Info, label: "Notice" },
  summary: { Icon: ScrollText, label: "Summary of what went before" },
};

/** A message that nobody typed as talk: commands, added context, summaries, interruptions. */
export function QuietRow({ row }: { row: Row }) {
  const words = rowWords(row);
  if (row.kind === "interruption") {
    return (
      <p className="flex items-center gap-2 py-0.5 text-xs text-warn">
        <Ban className="size-3.5" /> {words.replace(/^\[|\]$/g, "") || "Interrupted"}
      </p>
    );
  }
  if ((row.kind === "notice" || row.kind === "summary") && isMarker(row, words)) return <Marker>{words.trim() || "Context compacted"}</Marker>;
  const { Icon, label } = LOOKS[row.kind] ?? { Icon: Info, label: row.kind };
  const isFault = row.kind === "notice" && row.message.role === "assistant";
  const fold = (
    <Fold
      id={`${row.key}:quiet`}
      head={
        row.kind === "command" ? (
          <FoldHead icon={<Icon />} label={commandLine(words)} preview="" />
        ) : (
          <FoldHead icon={isFault ? <TriangleAlert className="text-bad" /> : <Icon />} label={isFault ? "Error" : label} preview={plainWords(noticeWords(words))} />
        )
      }
    >
      {() => (
        <div className="space-y-2 text-[13px] text-muted">
          {row.parts.map((part, index) => (
            <PartView key={index} part={part} id={`${row.key}:${index}`} isTyped />
          ))}
        </div>
      )}
    </Fold>
  );
  // A second row about the same compaction needs no second line across the talk.
  if (row.kind !== "summary" || !row.opens) return fold;
  return (
    <div>
      <Marker>Context compacted</Marker>
      {fold}
    </div>
  );
}

/** Few words of the tool itself about the session: no need to unfold anything. */
function isMarker(row: Row, words: string): boolean {
  if (row.parts.every((part) => part.kind === "marker")) return false;
  return row.message.role === "system" && words.length <= 60 && !words.includes("\n");
}
