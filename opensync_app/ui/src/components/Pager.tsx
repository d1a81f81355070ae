import { ChevronLeft, ChevronRight } from "lucide-react";
import { formatCount } from "@/lib/format";
import { IconButton } from "./Button";

interface Props {
  /** Number of the first thing shown, from 1. */
  from: number;
  to: number;
  total: number;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** "1 – 20 of 240" and the ways to the pages beside. */
export function Pager({ from, to, total, onPrevious, onNext }: Props) {
  return (
    <nav aria-label="Pages of the list" className="flex items-center gap-1 text-xs text-muted tabular-nums">
      <span className="mr-1">
        {formatCount(from)} – {formatCount(to)} of {formatCount(total)}
      </span>
      <IconButton label="Previous page" disabled={!onPrevious} onClick={onPrevious}>
        <ChevronLeft />
      </IconButton>
      <IconButton label="Next page" disabled={!onNext} onClick={onNext}>
        <ChevronRight />
      </IconButton>
    </nav>
  );
}
