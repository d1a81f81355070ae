import { ArrowDown, ArrowUp } from "lucide-react";
import { cx } from "@/lib/cx";

export type Order = "asc" | "desc";

interface Props {
  label: string;
  /** How the table is sorted by this column; undefined when it is by another. */
  order: Order | undefined;
  onSort: (order: Order) => void;
  /** The order of the first click; figures start with the largest, names with A. */
  starts?: Order;
  className?: string;
}

/** The head of a column that sorts by it, a second time the other way round. Put it into a th with `aria-sort={ariaSort(order)}`. */
export function SortHead({ label, order, onSort, starts = "desc", className }: Props) {
  const Arrow = order === "asc" ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => onSort(order === undefined ? starts : order === "desc" ? "asc" : "desc")}
      aria-pressed={order !== undefined}
      title={`Sort by ${label.toLowerCase()}`}
      className={cx("text-micro whitespace-nowrap hover:text-ink", order ? "text-ink" : "text-muted", className)}
    >
      {order && <Arrow aria-hidden className="mr-1 inline size-3" />}
      {label}
    </button>
  );
}

/** The value of `aria-sort` for a column head. */
export function ariaSort(order: Order | undefined): "ascending" | "descending" | "none" {
  return order === undefined ? "none" : order === "asc" ? "ascending" : "descending";
}
