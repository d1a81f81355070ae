import { Link, useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { Menu, MenuItem } from "@/components/Menu";
import { Kbd } from "@/components/Kbd";
import { PAGES } from "./pages";

const TAB = "inline-flex h-full items-center rounded px-3 text-xs transition-colors";

/** The pages side by side; on phones a menu that is named after the page. */
export function PageTabs() {
  const { source } = useSearch({ from: "__root__" });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  const here = PAGES.find((page) => path.startsWith(page.to));
  return (
    <>
      <nav aria-label="Pages" className="hidden h-8 shrink-0 items-center gap-0.5 rounded-button border bg-card p-0.5 md:flex">
        {PAGES.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            search={{ source }}
            activeOptions={{ includeSearch: false }}
            className={TAB}
            activeProps={{ className: "bg-fill text-ink" }}
            inactiveProps={{ className: "text-muted hover:text-ink" }}
          >
            {page.name}
          </Link>
        ))}
      </nav>
      <Menu
        label="Pages"
        trigger={
          <button
            type="button"
            className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-button border bg-card px-2.5 text-xs hover:border-line-strong md:hidden"
          >
            {here?.name ?? "Pages"}
            <ChevronDown className="size-3.5 text-muted" />
          </button>
        }
      >
        {PAGES.map((page) => (
          <MenuItem
            key={page.to}
            icon={<page.Icon />}
            hint={<Kbd>{`g ${page.key}`}</Kbd>}
            onSelect={() => void navigate({ to: page.to, search: { source } })}
          >
            {page.name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
