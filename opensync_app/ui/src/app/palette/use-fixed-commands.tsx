import { useNavigate, useSearch } from "@tanstack/react-router";
import { Keyboard, Layers, Link2, Monitor, Moon, Sun } from "lucide-react";
import { useMemo } from "react";
import { Kbd } from "@/components/Kbd";
import { copyText } from "@/components/toast";
import { chooseTheme } from "@/lib/theme";
import { PAGES } from "../pages";
import type { Command } from "./commands";

/** The pages and the actions that the palette always offers. */
export function useFixedCommands(onHelp: () => void): Command[] {
  const { source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  return useMemo(() => {
    const pages = PAGES.map<Command>((page) => ({
      id: page.to,
      group: "Go to",
      name: page.name,
      words: "page open go",
      icon: <page.Icon />,
      end: <Kbd>{`g ${page.key}`}</Kbd>,
      run: () => void navigate({ to: page.to, search: { source } }),
    }));
    const theme = (choice: "tan" | "dark" | "system", name: string, icon: Command["icon"]): Command => ({
      id: `theme-${choice}`,
      group: "Actions",
      name,
      words: "theme colour appearance light night mode",
      icon,
      run: () => chooseTheme(choice),
    });
    const actions: Command[] = [
      theme("tan", "Theme: tan", <Sun />),
      theme("dark", "Theme: dark", <Moon />),
      theme("system", "Theme: as the system", <Monitor />),
      {
        id: "copy-link",
        group: "Actions",
        name: "Copy the link to this view",
        words: "address url share",
        icon: <Link2 />,
        run: () => void copyText(window.location.href, "Link"),
      },
      { id: "help", group: "Actions", name: "Keyboard shortcuts", words: "help keys", icon: <Keyboard />, end: <Kbd>?</Kbd>, run: onHelp },
    ];
    if (source !== undefined) {
      actions.push({
        id: "all-sources",
        group: "Actions",
        name: "Show all sources",
        words: "clear filter tools",
        icon: <Layers />,
        run: () => void navigate({ to: ".", search: (now) => ({ ...now, source: undefined }) }),
      });
    }
    return [...pages, ...actions];
  }, [navigate, onHelp, source]);
}
