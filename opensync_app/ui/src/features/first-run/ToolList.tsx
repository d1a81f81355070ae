import type { Status } from "@/api/types";
import { SourceBadge } from "@/components/Badge";
import { cx } from "@/lib/cx";
import { formatCount, plural } from "@/lib/format";
import { sourceLook } from "@/lib/sources";

/** The tools whose files are found on this machine, and how many of them are read. */
export function ToolList({ tools, className }: { tools: Status["import"]["tools"]; className?: string }) {
  return (
    <ul aria-label="Tools on this machine" className={cx("flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted tabular-nums", className)}>
      {tools.map(({ name, files, filesDone }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden>
            <SourceBadge source={name} />
          </span>
          {sourceLook(name).label} {filesDone < files ? `${formatCount(filesDone)} of ${plural(files, "file")}` : plural(files, "file")}
        </li>
      ))}
    </ul>
  );
}
