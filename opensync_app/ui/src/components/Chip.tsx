import { X } from "lucide-react";
import type { ReactNode } from "react";

/** A word in a frame, for a tag or a filter that holds; with `onRemove` it can be taken away. */
export function Chip({ children, onRemove, removeLabel = "Remove" }: { children: ReactNode; onRemove?: () => void; removeLabel?: string }) {
  return (
    <span className="inline-flex h-6 max-w-56 items-center gap-1 rounded-button border bg-fill-soft px-2 text-xs">
      <span className="truncate">{children}</span>
      {onRemove && (
        <button type="button" aria-label={removeLabel} onClick={onRemove} className="-mr-1 rounded p-0.5 text-muted hover:text-ink">
          <X className="size-3" />
        </button>
      )}
    </span>
  );
}
