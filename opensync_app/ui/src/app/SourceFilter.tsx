import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronDown, Layers } from "lucide-react";
import { statusQuery } from "@/api/queries";
import { SourceBadge } from "@/components/Badge";
import { Menu, MenuCheck, MenuLine } from "@/components/Menu";
import { cx } from "@/lib/cx";
import { formatCount } from "@/lib/format";
import { sourceLook } from "@/lib/sources";

/** Chooses the sources that every page shows. */
export function SourceFilter() {
  const { data } = useQuery(statusQuery);
  const { source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const chosen = source?.split(",") ?? [];
  const choose = (names: string[]): void =>
    void navigate({ to: ".", search: (now) => ({ ...now, source: names.length > 0 ? names.join(",") : undefined }) });
  const toggle = (name: string): void => choose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <Menu
      label="Sources"
      className="min-w-60"
      trigger={
        <button
          type="button"
          className={cx(
            "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-button border bg-card px-2.5 text-xs hover:border-line-strong",
            chosen.length > 0 && "border-line-strong bg-fill-soft",
          )}
        >
          <Layers className="size-3.5 text-muted sm:hidden" />
          <span className="max-w-28 truncate max-sm:sr-only">{titleOf(chosen)}</span>
          {chosen.length > 0 && <span className="tabular-nums sm:hidden">{chosen.length}</span>}
          <ChevronDown className="size-3.5 text-muted max-sm:hidden" />
        </button>
      }
    >
      <MenuCheck isChecked={chosen.length === 0} onChange={() => choose([])} keepOpen={false}>
        All sources
      </MenuCheck>
      <MenuLine />
      {(data?.sources ?? []).map((one) => (
        <MenuCheck key={one.name} isChecked={chosen.includes(one.name)} onChange={() => toggle(one.name)} hint={formatCount(one.sessions)}>
          <span className="flex-1">{sourceLook(one.name).label}</span>
          <SourceBadge source={one.name} />
        </MenuCheck>
      ))}
    </Menu>
  );
}

function titleOf(chosen: string[]): string {
  const [only] = chosen;
  if (only === undefined) return "All sources";
  return chosen.length === 1 ? sourceLook(only).label : `${chosen.length} sources`;
}
