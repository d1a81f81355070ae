import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { statusQuery } from "@/api/queries";
import { CopyButton } from "@/components/CopyButton";
import { Blank } from "@/components/States";
import { formatCount, plural } from "@/lib/format";
import { KNOWN_TOOLS } from "@/lib/sources";
import { ToolList } from "./ToolList";

const COMMANDS = [
  { label: "Read the sessions on this machine now", command: "opensync import" },
  { label: "Let the Claude Code plugin push to this OpenSync", command: "opensync connect claude-code" },
  { label: "Let the OpenCode plugin push to this OpenSync", command: "opensync connect opencode" },
];

/** What a new installation shows: that it is looking, and the ways to fill it. */
export function FirstRun() {
  const { data } = useQuery(statusQuery);
  const running = data?.import.state === "running";
  return (
    <Blank icon={<Inbox />} title={running ? "Reading your sessions" : "No sessions yet"}>
      {running ? (
        <>
          <p>
            {formatCount(data.import.filesDone)} of {plural(data.import.filesTotal, "file")} read. The newest appear here first.
          </p>
          <ToolList tools={data.import.tools} className="mt-4 justify-center" />
        </>
      ) : (
        <>
          <p>OpenSync looks for the sessions that your coding tools keep on this machine and shows them here as they appear.</p>
          <p className="mt-2 text-xs text-dim">It knows {KNOWN_TOOLS}.</p>
        </>
      )}
      <ul className="mt-6 space-y-4 text-left">
        {COMMANDS.map(({ label, command }) => (
          <li key={command}>
            <p className="mb-1 text-xs text-muted">{label}</p>
            <div className="flex items-center justify-between gap-3 rounded-button border bg-card py-0.5 pr-0.5 pl-3">
              <code className="font-mono text-xs text-ink">{command}</code>
              <CopyButton text={command} what="Command" />
            </div>
          </li>
        ))}
      </ul>
    </Blank>
  );
}
