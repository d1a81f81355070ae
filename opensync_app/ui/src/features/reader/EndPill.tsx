import { ArrowDown } from "lucide-react";
import { plural } from "@/lib/format";

interface Props {
  isAtEnd: boolean;
  fresh: number;
  onClick: () => void;
}

/** The way to the end of the session; says when something new stands there. */
export function EndPill({ isAtEnd, fresh, onClick }: Props) {
  if (isAtEnd) return null;
  return (
    <button
      type="button"
      onClick={onClick}
      className="absolute bottom-4 left-1/2 z-20 flex h-7 -translate-x-1/2 animate-appear items-center gap-1.5 rounded-full border border-line-strong bg-menu px-3 text-xs text-muted hover:text-ink"
    >
      <ArrowDown className="size-3.5" />
      <span role="status">{fresh > 0 ? <span className="text-accent-ink">{plural(fresh, "new message")}</span> : "To the end"}</span>
    </button>
  );
}
