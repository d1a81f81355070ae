import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionSort } from "@/api/session-lists";
import { cx } from "@/lib/cx";
import { COLUMN } from "./columns";

interface Sort {
  sort: SessionSort;
  order: "asc" | "desc";
}

interface Props extends Sort {
  onSort: (sort: Sort) => void;
  /** What stands at the right end on narrow lists and before the figures on wide ones. */
  end?: ReactNode;
}

/** Names begin with A, figures and days with the largest. */
const NAMES: readonly SessionSort[] = ["title", "source", "project", "model"];

/** The list's column heads; each sorts by its column, a second time the other way round. */
export function ListHeader({ sort, order, onSort, end }: Props) {
  const head = (key: SessionSort, label: string, className: string) => (
    <SortHead label={label} className={className} order={sort === key ? order : undefined} onClick={() => onSort(turn(key, { sort, order }))} />
  );
  return (
    <div role="group" aria-label="Sort" className="flex h-8 shrink-0 items-center gap-4 overflow-hidden border-b px-4 text-micro text-muted [scrollbar-gutter:stable]">
      <span className="w-4 shrink-0" />
      <div className="flex min-w-0 flex-1 gap-4 overflow-hidden">
        {head("title", "Title", "")}
        {head("project", "Project", "")}
        {head("source", "Source", "")}
        {head("updatedAt", "Updated", "@3xl:hidden")}
        <span className="ml-auto truncate pl-1">{end}</span>
      </div>
      {head("model", "Model", cx(COLUMN.model, "text-left text-micro!"))}
      {head("messageCount", "Messages", COLUMN.messages)}
      {head("totalTokens", "Tokens", COLUMN.tokens)}
      {head("cost", "Cost", COLUMN.cost)}
      {head("durationMs", "Duration", COLUMN.duration)}
      {head("createdAt", "Created", cx(COLUMN.created, "text-micro!"))}
      {head("updatedAt", "Updated", cx(COLUMN.updated, "text-micro!"))}
    </div>
  );
}

function turn(key: SessionSort, now: Sort): Sort {
  if (now.sort === key) return { sort: key, order: now.order === "desc" ? "asc" : "desc" };
  return { sort: key, order: NAMES.includes(key) ? "asc" : "desc" };
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
