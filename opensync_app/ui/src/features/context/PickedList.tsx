import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { messageQuery, sessionQuery } from "@/api/queries";
import { formatCount } from "@/lib/format";
import { titleOf } from "./hits";
import { knownName } from "./pick-names";

interface Props {
  picks: readonly string[];
  /** Tokens by id; an id that is missing is gone. Absent while they are counted. */
  sizes: ReadonlyMap<string, number> | undefined;
  onRemove: (id: string) => void;
}

/** What is picked, one by one, with what each adds. */
export function PickedList({ picks, sizes, onRemove }: Props) {
  return (
    <ul aria-label="Picked" className="max-h-80 min-h-0 overflow-y-auto p-1">
      {picks.map((id) => (
        <li key={id} className="flex items-center gap-2 rounded px-2 py-1 hover:bg-fill">
          <span className="min-w-0 flex-1">
            <PickName id={id} />
          </span>
          <span className="shrink-0 text-xs text-muted tabular-nums">{sizeWords(id, sizes)}</span>
          <button type="button" aria-label="Remove from the context" onClick={() => onRemove(id)} className="shrink-0 rounded p-1 text-muted hover:text-ink">
            <X className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function sizeWords(id: string, sizes: ReadonlyMap<string, number> | undefined): string {
  if (!sizes) return "…";
  const tokens = sizes.get(id);
  return tokens === undefined ? "is gone" : formatCount(tokens);
}

/** What a picked thing is called; one that no result of this visit named is asked for. */
function PickName({ id }: { id: string }) {
  const known = knownName(id);
  const isSession = id.startsWith("s");
  const session = useQuery({ ...sessionQuery(id), enabled: !known && isSession, retry: false });
  const message = useQuery({ ...messageQuery(id), enabled: !known && !isSession, retry: false });
  const title = known?.title ?? (session.data && titleOf(session.data));
  const words = known?.words ?? message.data?.textContent?.slice(0, 120);
  return (
    <>
      <span className="block truncate text-[13px]">{title ?? (isSession ? "Session" : "Message")}</span>
      <span className="block truncate text-micro text-dim">{isSession ? "whole session: its first prompt and newest messages" : words || "message"}</span>
    </>
  );
}
