import { useQuery } from "@tanstack/react-query";
import { Info, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { isMeaningOff, statusQuery } from "@/api/queries";
import type { SearchPage, Status } from "@/api/types";
import { formatCount } from "@/lib/format";
import { sourceLook } from "@/lib/sources";
import { MODES } from "./Toolbar";

/** What the results cannot tell by themselves: another mode, what is not covered yet, an import, an index that lags. */
export function Notices({ page }: { page: SearchPage | undefined }) {
  const { data: status } = useQuery(statusQuery);
  const coverage = page?.coverage;
  // Nobody asked for meaning where it is switched off; words are all there is.
  const isExpected = page?.requestedMode === "hybrid" && status !== undefined && isMeaningOff(status);
  return (
    <>
      {page && page.mode !== page.requestedMode && !isExpected && (
        <Notice icon={<TriangleAlert className="text-warn" />}>
          Searched {modeWords(page.mode)} instead of {modeWords(page.requestedMode)}. {page.reason}
        </Notice>
      )}
      {page && page.mode === page.requestedMode && coverage && coverage.embedded < coverage.total && (
        <Notice icon={<Info />}>
          {formatCount(coverage.embedded)} of {formatCount(coverage.total)} messages can be found by meaning so far; all of them by words.
        </Notice>
      )}
      {status && <Work status={status} />}
    </>
  );
}

function Work({ status }: { status: Status }) {
  const { import: job, index } = status;
  if (job.state === "running" && job.filesTotal > 0) {
    return (
      <Notice icon={<LoaderCircle className="animate-spin" />}>
        Reading {job.source ? sourceLook(job.source).label : "sessions"}: {formatCount(job.filesDone)} of {formatCount(job.filesTotal)} files. What is read can
        be found already.
      </Notice>
    );
  }
  if (index.state === "rebuilding") {
    return (
      <Notice icon={<LoaderCircle className="animate-spin" />}>
        The search index is made anew{index.built != null && `, ${Math.floor(index.built * 100)} % are in it`}.{" "}
        {index.lag > 0 ? "Results may be incomplete until it is done." : "Meanwhile the old one answers."}
      </Notice>
    );
  }
  if (index.lag > 200) {
    return <Notice icon={<LoaderCircle className="animate-spin" />}>{formatCount(index.lag)} new messages are on their way into the index.</Notice>;
  }
  return null;
}

function Notice({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-2 text-xs text-muted [&>svg]:mt-px [&>svg]:size-3.5 [&>svg]:shrink-0">
      {icon}
      <span>{children}</span>
    </p>
  );
}

/** "by words", "by meaning", "by words and meaning". */
export function modeWords(mode: SearchPage["mode"]): string {
  return MODES.find((one) => one.value === mode)?.words ?? mode;
}
