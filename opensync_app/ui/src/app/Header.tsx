import { Link, useSearch } from "@tanstack/react-router";
import { CircleHelp } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Bell } from "./bell/Bell";
import { PageTabs } from "./PageTabs";
import { PaletteField } from "./PaletteField";
import { SourceFilter } from "./SourceFilter";
import { ThemeSwitch } from "./ThemeSwitch";

interface Props {
  onPalette: () => void;
  onHelp: () => void;
}

/** Word mark, source filter, pages, palette, bell, theme, help. */
export function Header({ onPalette, onHelp }: Props) {
  const { source } = useSearch({ from: "__root__" });
  return (
    <header className="flex min-w-0 items-center gap-2 border-b px-3 sm:gap-3 sm:px-4">
      <Link to="/overview" search={{ source }} className="hidden text-sm tracking-tight sm:block">
        opensync
      </Link>
      <SourceFilter />
      <PageTabs />
      <div className="ml-auto flex min-w-0 flex-1 items-center justify-end gap-1">
        <PaletteField onOpen={onPalette} />
        <Bell />
        <ThemeSwitch />
        <IconButton label="Keyboard shortcuts" onClick={onHelp} className="max-sm:hidden">
          <CircleHelp />
        </IconButton>
      </div>
    </header>
  );
}
