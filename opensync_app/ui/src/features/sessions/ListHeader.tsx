import { ArrowDown, ArrowUp } from "lucide-react";
import type { SessionFilter, SortKey } from "@/api/queries";
import { cx } from "@/lib/cx";
import { COLUMN } from "./columns";

type Sort = Pick<SessionFilter, "sort" | "order">;

interface Props extends Sort {
  onSort: (sort: Sort) => void;
}

/** The list's column heads; each sorts by its column, a second time the other way round. */
export function ListHeader({ sort, order, onSort }: Props) {
  const head = (key: SortKey, label: string, className: string) => (
    <SortHead label={label} className={className} order={sort === key ? order : undefined} onClick={() => onSort(turn(key, { sort, order }))} />
  );
  return (
    <div role="group" aria-label="Sort" className="flex h-8 shrink-0 items-center gap-4 overflow-hidden border-b pr-4 pl-4 text-micro text-muted [scrollbar-gutter:stable]">
      <div className="flex min-w-0 flex-1 gap-4">
        {head("title", "Title", "")}
        {head("updatedAt", "Updated", "@3xl:hidden")}
      </div>
      <span className={cx(COLUMN.model, "text-micro!")}>Model</span>
      {head("messageCount", "Messages", COLUMN.messages)}
      {head("totalTokens", "Tokens", COLUMN.tokens)}
      {head("cost", "Cost", COLUMN.cost)}
      {head("durationMs", "Duration", COLUMN.duration)}
      {head("updatedAt", "Updated", cx(COLUMN.updated, "text-micro!"))}
    </div>
  );
}

function turn(key: SortKey, now: Sort): Sort {
  if (now.sort === key) return { sort: key, order: now.order === "desc" ? "asc" : "desc" };
  return { sort: key, order: key === "title" ? "asc" : "desc" };
}

interface HeadProps {
  label: string;
  className: string;
  order: "asc" | "desc" | undefined;
  onClick: () => void;
}

function SortHead({ label, className, order, onClick }: HeadProps) {
  const Arrow = order === "asc" ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={onClick}
      aria-pressed={order !== undefined}
      title={`Sort by ${label.toLowerCase()}`}
      className={cx("whitespace-nowrap text-muted hover:text-ink", order && "text-ink!", className)}
    >
      {order && <Arrow aria-label={order === "asc" ? "ascending" : "descending"} className="mr-1 inline size-3" />}
      {label}
    </button>
  );
}
