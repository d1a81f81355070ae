import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { useFold } from "./folds";

interface Props {
  /** Names the fold among all of the session. */
  id: string;
  head: ReactNode;
  children: () => ReactNode;
  className?: string;
}

/** One line that unfolds; what it holds is built only then. */
export function Fold({ id, head, children, className }: Props) {
  const [isOpen, setOpen] = useFold(id);
  return (
    <div className={className}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-mx-2 flex h-7 w-[calc(100%+1rem)] items-center gap-2 rounded px-2 text-left text-xs text-muted outline-offset-[-2px] transition-colors hover:bg-fill-soft hover:text-ink"
      >
        <ChevronRight className={cx("size-3.5 shrink-0 text-dim transition-transform", isOpen && "rotate-90")} />
        {head}
      </button>
      {isOpen && <div className="mt-1 mb-3 ml-[7px] border-l pl-3.5">{children()}</div>}
    </div>
  );
}

/** What a folded line shows: icon, name, a little of what is inside. */
export function FoldHead({ icon, label, preview }: { icon: ReactNode; label: string; preview: string }) {
  return (
    <>
      <span className="shrink-0 text-dim [&>svg]:size-3.5">{icon}</span>
      <span className="shrink-0">{label}</span>
      <span className="truncate text-dim">{preview.slice(0, 300)}</span>
    </>
  );
}
