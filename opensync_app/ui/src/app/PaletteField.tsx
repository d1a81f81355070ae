import { Search } from "lucide-react";
import { Kbd } from "@/components/Kbd";

/** Looks like a field and opens the palette. */
export function PaletteField({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={onOpen}
      className="flex h-8 min-w-8 items-center justify-center gap-2 rounded-button text-muted transition-colors hover:text-ink sm:w-full sm:max-w-64 sm:justify-start sm:border sm:bg-card sm:px-2.5 sm:hover:border-line-strong"
    >
      <Search className="size-4 shrink-0 sm:size-3.5" />
      <span className="truncate text-[13px] max-sm:sr-only">Search or go to…</span>
      <span aria-hidden className="ml-auto hidden shrink-0 lg:block">
        <Kbd>{IS_MAC ? "⌘ K" : "Ctrl K"}</Kbd>
      </span>
    </button>
  );
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
