import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries";
import { Progress } from "@/components/charts/Progress";
import { formatCount, formatDuration, plural } from "@/lib/format";
import { sourceLook } from "@/lib/sources";
import { ToolList } from "./ToolList";

/** How far the reading of this machine's sessions is, tool by tool; nothing while none runs. */
export function ImportCard() {
  const { data: status } = useQuery(statusQuery);
  const job = status?.import;
  if (job?.state !== "running" || job.filesTotal === 0) return null;
  const left = job.etaMs != null && job.etaMs >= 1000 ? `, about ${formatDuration(job.etaMs)} left` : "";
  return (
    <section aria-label="Import" className="rounded-card border bg-card px-4 py-3">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 text-[13px]">
        <h2>
          Reading your sessions{job.source && <span className="text-muted"> of {sourceLook(job.source).label}</span>}
        </h2>
        <p className="text-xs text-muted tabular-nums">
          {formatCount(job.filesDone)} of {plural(job.filesTotal, "file")}
          {left}
        </p>
      </div>
      <Progress label="Import" value={job.filesDone} max={job.filesTotal} words={`${job.filesDone} of ${job.filesTotal} files`} />
      <ToolList tools={job.tools} className="mt-2.5" />
      <p className="mt-1 text-xs text-dim">The newest come first; what is here can be used already.</p>
    </section>
  );
}
