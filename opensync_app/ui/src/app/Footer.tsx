import { useQuery } from "@tanstack/react-query";
import { useLiveState } from "@/api/live";
import { meQuery, statusQuery } from "@/api/queries";
import type { ImportStatus, SemanticStatus, Status } from "@/api/types";
import { Ago } from "@/components/Ago";
import { cx } from "@/lib/cx";
import { formatCount, formatDuration, plural } from "@/lib/format";
import { sourceLook } from "@/lib/sources";

/** What the app holds, how fresh it is, and whether it is listening. */
export function Footer() {
  const { data: status } = useQuery(statusQuery);
  const { data: me } = useQuery(meQuery);
  return (
    <footer className="flex min-w-0 items-center gap-x-4 border-t px-4 text-micro whitespace-nowrap text-muted tabular-nums">
      {status && (
        <>
          <span>{plural(status.sessions, "session")}</span>
          <span className="max-sm:hidden">{plural(status.messages, "message")}</span>
          <span className="max-md:hidden">{plural(status.sources.length, "source")}</span>
          {status.import.state === "running" ? <ImportProgress job={status.import} /> : <Freshness status={status} />}
        </>
      )}
      <span className="ml-auto flex items-center gap-4">
        {status && <IndexState index={status.index} />}
        {status && <SemanticState semantic={status.semantic} />}
        <Connection />
        {me && <span className="text-dim max-sm:hidden">v{me.version}</span>}
      </span>
    </footer>
  );
}

function Freshness({ status }: { status: Status }) {
  if (status.lastSyncedAt == null) return null;
  return (
    <span className="text-dim">
      synced <Ago at={status.lastSyncedAt} />
    </span>
  );
}

function ImportProgress({ job }: { job: ImportStatus }) {
  const share = job.filesTotal > 0 ? job.filesDone / job.filesTotal : 0;
  return (
    <span className="flex min-w-0 items-center gap-2.5 text-ink">
      <progress
        aria-label="Import"
        value={share}
        max={1}
        className="h-1 w-16 shrink-0 overflow-hidden rounded-full sm:w-28 [&::-webkit-progress-bar]:bg-fill [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent"
      />
      <span className="truncate">
        <span className="max-sm:hidden">Reading {job.source ? sourceLook(job.source).label : "sessions"}: </span>
        {job.filesDone} of {plural(job.filesTotal, "file")}
        {job.etaMs != null && job.etaMs >= 1000 && `, ${formatDuration(job.etaMs)} left`}
      </span>
    </span>
  );
}

function IndexState({ index }: { index: Status["index"] }) {
  if (index.state === "ready" && index.lag === 0) return <span className="text-dim max-md:hidden">search up to date</span>;
  if (index.state !== "rebuilding") return <span className="text-warn max-sm:hidden">search catching up</span>;
  return (
    <span className="text-warn max-sm:hidden" title="The search index is made anew from the record">
      building search{index.built != null && ` ${Math.floor(index.built * 100)} %`}
    </span>
  );
}

/** How much can be found by meaning; nothing where that is switched off. */
function SemanticState({ semantic }: { semantic: SemanticStatus }) {
  if (semantic.state === "off" || semantic.total === 0) return null;
  const share = Math.floor((semantic.covered / semantic.total) * 100);
  const words = semantic.state === "ready" || share >= 100 ? "meaning up to date" : `meaning ${share} % ready`;
  return (
    <span
      className={cx("max-lg:hidden", semantic.state === "ready" ? "text-dim" : "text-warn")}
      title={`${formatCount(semantic.covered)} of ${formatCount(semantic.total)} messages can be found by meaning`}
    >
      {words}
    </span>
  );
}

function Connection() {
  const state = useLiveState();
  const words = { open: "live", connecting: "connecting", lost: "not connected, trying again" }[state];
  return (
    <span role="status" className={cx("flex items-center gap-1.5", state === "lost" && "text-bad")}>
      <span
        aria-hidden
        className={cx("size-1.5 rounded-full", state === "open" ? "bg-good" : state === "lost" ? "bg-bad" : "animate-pulse-soft bg-warn")}
      />
      {words}
    </span>
  );
}
