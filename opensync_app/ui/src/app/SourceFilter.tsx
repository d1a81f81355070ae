import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Check, ChevronDown } from "lucide-react";
import { statusQuery } from "@/api/queries";
import { SourceBadge } from "@/components/Badge";
import { formatCount } from "@/lib/format";
import { sourceLook } from "@/lib/sources";

const ITEM =
  "flex h-8 cursor-default items-center gap-2.5 rounded px-2 text-[13px] outline-none select-none data-highlighted:bg-fill";

/** Chooses the sources that every page shows. */
export function SourceFilter() {
  const { data } = useQuery(statusQuery);
  const { source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const chosen = source?.split(",") ?? [];
  const sources = data?.sources ?? [];
  const choose = (names: string[]): void =>
    void navigate({ to: ".", search: (now) => ({ ...now, source: names.length > 0 ? names.join(",") : undefined }) });
  const toggle = (name: string): void => choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const [only] = chosen;
  const label = only === undefined ? "All sources" : chosen.length === 1 ? sourceLook(only).label : `${chosen.length} sources`;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="flex h-8 shrink-0 items-center gap-1.5 rounded-button border bg-card px-2.5 text-xs hover:border-line-strong">
        <span className="max-w-24 truncate">{label}</span>
        <ChevronDown className="size-3.5 text-muted" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="start"
          sideOffset={4}
          aria-label="Sources"
          className="z-40 min-w-60 animate-appear rounded-card border border-line-strong bg-menu p-1"
        >
          <Menu.CheckboxItem className={ITEM} checked={chosen.length === 0} onSelect={() => choose([])}>
            <Tick />
            All sources
          </Menu.CheckboxItem>
          <Menu.Separator className="my-1 h-px bg-line" />
          {sources.map((one) => (
            <Menu.CheckboxItem
              key={one.name}
              className={ITEM}
              checked={chosen.includes(one.name)}
              onCheckedChange={() => toggle(one.name)}
              onSelect={(event) => event.preventDefault()}
            >
              <Tick />
              <span className="flex-1">{sourceLook(one.name).label}</span>
              <SourceBadge source={one.name} />
              <span className="min-w-10 text-right text-xs text-muted tabular-nums">{formatCount(one.sessions)}</span>
            </Menu.CheckboxItem>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Tick() {
  return (
    <span className="size-3.5">
      <Menu.ItemIndicator>
        <Check className="size-3.5" />
      </Menu.ItemIndicator>
    </span>
  );
}
