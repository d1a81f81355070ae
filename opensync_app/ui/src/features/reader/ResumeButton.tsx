import { Play } from "lucide-react";
import type { Session } from "@/api/types";
import { IconButton } from "@/components/Button";
import { CopyButton } from "@/components/CopyButton";
import { Popover } from "@/components/Popover";

/** The command that takes a session up again with its own tool. */
export function ResumeButton({ resume }: { resume: NonNullable<Session["resume"]> }) {
  const whole = resume.cwd ? `cd ${quoted(resume.cwd)} && ${resume.command}` : resume.command;
  return (
    <Popover
      label="Resume"
      align="end"
      className="w-[26rem] p-3"
      trigger={
        <IconButton label="Resume in its tool">
          <Play />
        </IconButton>
      }
    >
      {() => (
        <>
          <p className="text-xs text-muted">Paste this into a terminal to go on with this session.</p>
          <div className="mt-2 flex items-start gap-1 rounded-button border bg-code pl-3">
            <code className="min-w-0 flex-1 py-2 font-mono text-xs break-all">{whole}</code>
            <CopyButton text={whole} what="Command" />
          </div>
        </>
      )}
    </Popover>
  );
}

/** A path as one word of a command line. */
function quoted(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
