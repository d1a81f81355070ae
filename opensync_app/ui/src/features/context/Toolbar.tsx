import { useQuery } from "@tanstack/react-query";
import { MessageSquare, MessagesSquare, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import type { SearchLevel, SearchMode } from "@/api/finding";
import { isMeaningOff, statusQuery } from "@/api/queries";
import { Button } from "@/components/Button";
import { Segmented } from "@/components/Segmented";
import { cx } from "@/lib/cx";
import { useMedia } from "@/lib/use-media";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { heldFilters } from "./asking";
import { Filters } from "./Filters";

export const MODES: readonly { value: SearchMode; label: string; words: string }[] = [
  { value: "hybrid", label: "Hybrid", words: "by words and meaning" },
  { value: "fulltext", label: "Full text", words: "by words" },
  { value: "semantic", label: "Semantic", words: "by meaning" },
];

const LEVELS: readonly { value: SearchLevel; label: string }[] = [
  { value: "sessions", label: "Sessions" },
  { value: "messages", label: "Messages" },
];

/** Where there is no room for words. */
const LEVEL_ICONS = [
  { value: "sessions", label: "Sessions", icon: <MessagesSquare /> },
  { value: "messages", label: "Messages", icon: <MessageSquare /> },
] as const;

/** How to search, what to list, and the filters; on a phone the filters unfold. */
export function Toolbar({ address, onChange }: { address: SharedContextAddress; onChange: ChangeAddress }) {
  const { data: status } = useQuery(statusQuery);
  // Where meaning is switched off there is nothing to choose; an address that asks for it shows why it fails.
  const hasModes = status === undefined || !isMeaningOff(status) || address.type === "semantic";
  const [isOpen, setOpen] = useState(false);
  const isNarrow = useMedia("(max-width: 39.99rem)");
  const held = heldFilters(address).length;
  const hasFilters = held > 0 || (address.q ?? "").trim() !== "";
  return (
    <div className="flex flex-wrap items-center gap-2">
      {hasModes && (
        <Segmented
          label="How to search"
          value={address.type ?? "hybrid"}
          options={MODES}
          onChange={(type) => onChange({ type: type === "hybrid" ? undefined : type })}
          className="max-sm:[&_button]:px-2"
        />
      )}
      <Segmented
        label="What to list"
        value={address.level ?? "sessions"}
        options={isNarrow ? LEVEL_ICONS : LEVELS}
        onChange={(level) => onChange({ level: level === "sessions" ? undefined : level, at: undefined })}
        className="max-sm:[&_button]:px-2"
      />
      {hasFilters && (
        <>
          <Button aria-expanded={isOpen} aria-label={held > 0 ? `Filters, ${held} hold` : "Filters"} onClick={() => setOpen(!isOpen)} className="ml-auto px-2.5 sm:hidden">
            <SlidersHorizontal />
            {held > 0 && <span className="tabular-nums">{held}</span>}
          </Button>
          <div className={cx("sm:contents", isOpen ? "basis-full" : "max-sm:hidden")}>
            <Filters address={address} onChange={onChange} />
          </div>
        </>
      )}
    </div>
  );
}
