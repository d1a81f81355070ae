import { ListPlus } from "lucide-react";
import { useState } from "react";
import type { SearchLevel } from "@/api/finding";
import type { SearchPage } from "@/api/types";
import { formatCompact, plural } from "@/lib/format";
import { modeWords } from "./Notices";

interface Props {
  page: SearchPage;
  level: SearchLevel;
  budget: number;
  onFill: () => Promise<void>;
}

/** How many were found and how; and the way to pick the best of them at once. */
export function StatusLine({ page, level, budget, onFill }: Props) {
  const [isBusy, setBusy] = useState(false);
  const fill = (): void => {
    setBusy(true);
    void onFill().finally(() => setBusy(false));
  };
  return (
    <div className="flex min-h-6 items-center gap-3 text-xs text-muted">
      <p role="status" className="tabular-nums">
        {page.totalIsEstimate && "about "}
        <span className="text-ink">{plural(page.total, level === "messages" ? "message" : "session")}</span> {modeWords(page.mode)}
      </p>
      {page.total > 0 && (
        <button type="button" disabled={isBusy} onClick={fill} className="ml-auto inline-flex items-center gap-1.5 rounded-sm hover:text-ink disabled:opacity-50">
          <ListPlus className="size-3.5" /> {isBusy ? "Picking…" : `Fill ${formatCompact(budget)}`}
          {!isBusy && <span className="max-sm:sr-only">with the best</span>}
        </button>
      )}
    </div>
  );
}
