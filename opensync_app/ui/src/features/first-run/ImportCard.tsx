import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries";
import { SourceBadge } from "@/components/Badge";
import { Progress } from "@/components/charts/Progress";
import { formatCount, formatDuration, plural } from "@/lib/format";
import { sourceLook } from "@/lib/sources";

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
      <ul className="mt-2.5 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted tabular-nums">
        {status?.sources.map((source) => (
          <li key={source.name} className="flex items-center gap-1.5">
            <SourceBadge source={source.name} />
            {sourceLook(source.name).label} {formatCount(source.sessions)}
          </li>
        ))}
        <li className="text-dim">The newest come first; what is here can be used already.</li>
      </ul>
    </section>
  );
}
