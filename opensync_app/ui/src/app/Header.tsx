import { Link, useSearch } from "@tanstack/react-router";
import { CircleHelp } from "lucide-react";
import { IconButton } from "@/components/Button";
import { SearchField } from "./SearchField";
import { SourceFilter } from "./SourceFilter";
import { ThemeSwitch } from "./ThemeSwitch";

const TAB = "rounded px-2.5 py-1 text-xs transition-colors sm:px-3";

/** Word mark, source filter, pages, search, theme. */
export function Header({ onHelp }: { onHelp: () => void }) {
  const { source } = useSearch({ from: "__root__" });
  return (
    <header className="flex min-w-0 items-center gap-2 border-b px-3 sm:gap-3 sm:px-4">
      <Link to="/sessions" search={{}} className="hidden text-sm tracking-tight sm:block">
        opensync
      </Link>
      <SourceFilter />
      <nav aria-label="Pages" className="flex shrink-0 items-center gap-0.5 rounded-button border bg-card p-0.5">
        <Link
          to="/sessions"
          search={{ source }}
          activeOptions={{ includeSearch: false }}
          className={TAB}
          activeProps={{ className: "bg-fill text-ink" }}
          inactiveProps={{ className: "text-muted hover:text-ink" }}
        >
          Sessions
        </Link>
        <Link
          to="/search"
          search={(now) => ({ source: now.source })}
          activeOptions={{ includeSearch: false }}
          className={TAB}
          activeProps={{ className: "bg-fill text-ink" }}
          inactiveProps={{ className: "text-muted hover:text-ink" }}
        >
          Search
        </Link>
      </nav>
      <div className="ml-auto flex min-w-0 flex-1 items-center justify-end gap-1">
        <SearchField className="max-sm:hidden" />
        <ThemeSwitch />
        <IconButton label="Keyboard shortcuts" onClick={onHelp} className="max-sm:hidden">
          <CircleHelp />
        </IconButton>
      </div>
    </header>
  );
}
