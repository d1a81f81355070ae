import { useQuery } from "@tanstack/react-query";
import { CornerLeftUp } from "lucide-react";
import { childrenQuery, namedSessionQuery } from "@/api/session-deeds";
import type { Session } from "@/api/types";
import { Popover } from "@/components/Popover";
import { TextBones } from "@/components/Skeletons";
import { formatCompact, formatCost, formatDuration, plural } from "@/lib/format";
import { titleWords } from "@/lib/plain";

/** The sub-agents of a session in a window, each with what it took. */
export function SubAgents({ session, onOpen }: { session: Session; onOpen: (session: string) => void }) {
  return (
    <Popover
      label="Sub-agents"
      className="w-[26rem]"
      trigger={
        <button type="button" className="rounded-sm hover:text-ink hover:underline hover:decoration-dotted hover:underline-offset-4">
          {plural(session.subagentCount, "sub-agent")}
        </button>
      }
    >
      {(close) => (
        <Children
          session={session}
          onOpen={(id) => {
            close();
            onOpen(id);
          }}
        />
      )}
    </Popover>
  );
}

function Children({ session, onOpen }: { session: Session; onOpen: (session: string) => void }) {
  const { data, error } = useQuery(childrenQuery(session.id));
  if (error) return <p className="p-3 text-xs text-bad">{error.message}</p>;
  if (!data) {
    return (
      <div className="p-3">
        <TextBones lines={session.subagentCount > 4 ? 5 : session.subagentCount} />
      </div>
    );
  }
  return (
    <ul className="max-h-96 overflow-y-auto p-1">
      {data.map((child) => (
        <li key={child.id}>
          <button type="button" onClick={() => onOpen(child.id)} className="w-full rounded px-2 py-1.5 text-left hover:bg-fill">
            <span dir="auto" className="block truncate text-[13px]">{titleWords(child.title)}</span>
            <span className="block truncate text-xs text-muted tabular-nums">{childWords(child)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Who a sub-agent was and what it took, in one line. */
export function childWords(child: Session): string {
  return [
    child.agentName,
    plural(child.messageCount, "message"),
    `${formatCompact(child.totalTokens)} tokens`,
    child.cost == null ? undefined : formatCost(child.cost),
    child.durationMs > 0 ? formatDuration(child.durationMs) : undefined,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The way back to the session that started this one. */
export function ParentLink({ session, parent, onOpen }: { session: Session; parent: string; onOpen: (session: string) => void }) {
  const { data } = useQuery({ ...namedSessionQuery(parent), retry: false });
  if (!data) return null;
  return (
    <div className="flex max-w-64 min-w-0 items-center gap-1.5">
      <dt className="shrink-0">
        <CornerLeftUp aria-label="Started by" className="size-3.5 text-dim" />
      </dt>
      <dd className="truncate">
        <button type="button" onClick={() => onOpen(data.id)} className="text-accent-ink hover:underline hover:underline-offset-4">
          {session.agentName ? `${session.agentName} of ` : "Part of "}
          {titleWords(data.title)}
        </button>
      </dd>
    </div>
  );
}
