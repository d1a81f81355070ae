import { Bot, Clock, Coins, Cpu, Folder, Gauge, GitBranch, Hash, ListTree, MessageSquare, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Outline, Session } from "@/api/types";
import { Popover } from "@/components/Popover";
import { baseName, formatCompact, formatCost, formatCount, formatDuration, formatMoment, plural } from "@/lib/format";
import { ParentLink, SubAgents } from "./SubAgents";
import { TokenTable } from "./TokenTable";

interface Props {
  session: Session;
  outline: Outline | undefined;
  onOpen: (session: string) => void;
}

/** The figures of a session in one line. */
export function Facts({ session, outline, onOpen }: Props) {
  const models = session.models.length > 0 ? session.models : session.model ? [session.model] : [];
  return (
    <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted tabular-nums">
      {session.parentExternalId && <ParentLink session={session} parent={session.parentExternalId} onOpen={onOpen} />}
      {session.projectPath && (
        <Fact Icon={Folder} name="Project" title={session.projectPath}>
          {session.projectName ?? baseName(session.projectPath)}
        </Fact>
      )}
      {session.gitBranch && (
        <Fact Icon={GitBranch} name="Branch" title={session.gitCommit ? `${session.gitBranch}\n${session.gitCommit}` : session.gitBranch}>
          {session.gitBranch}
        </Fact>
      )}
      {models.length > 0 && (
        <Fact Icon={Cpu} name="Models" title={models.join("\n")}>
          {models[0]}
          {models.length > 1 && ` +${models.length - 1}`}
        </Fact>
      )}
      <Fact Icon={Hash} name="Tokens">
        <Popover
          label="Tokens by kind"
          trigger={
            <button type="button" className="rounded-sm hover:text-ink hover:underline hover:decoration-dotted hover:underline-offset-4">
              {formatCompact(session.totalTokens)} tokens
            </button>
          }
        >
          {() => <TokenTable session={session} />}
        </Popover>
      </Fact>
      <Fact Icon={Coins} name="Cost" title={costWords(session)}>
        {formatCost(session.cost)}
      </Fact>
      {outline && outline.contextTokens > 0 && (
        <Fact Icon={Gauge} name="Context" title={`${formatCount(outline.contextTokens)} tokens with the last answer\n${formatCount(outline.mostContextTokens)} at most`}>
          {formatCompact(outline.contextTokens)} context
        </Fact>
      )}
      <Fact Icon={Clock} name="Duration" title={timeWords(session)}>
        {formatDuration(session.durationMs)}
      </Fact>
      {outline && outline.steps > 0 && (
        <Fact Icon={ListTree} name="Steps" title={countWords(session)}>
          {plural(outline.steps, "step")}
        </Fact>
      )}
      <Fact Icon={MessageSquare} name="Messages" title={countWords(session)}>
        {plural(session.messageCount, "message")}
      </Fact>
      {session.subagentCount > 0 && (
        <Fact Icon={Bot} name="Sub-agents">
          <SubAgents session={session} onOpen={onOpen} />
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  Icon: LucideIcon;
  name: string;
  title?: string;
  children: ReactNode;
}

export function Fact({ Icon, name, title, children }: FactProps) {
  return (
    <div title={title} className="flex max-w-64 min-w-0 items-center gap-1.5">
      <dt className="shrink-0">
        <Icon aria-label={name} className="size-3.5 text-dim" />
      </dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}

function costWords(session: Session): string {
  const list = session.cost == null ? "The price of a model in it is not known" : "US dollars, from list prices";
  return session.reportedCost == null ? list : `${list}\n${formatCost(session.reportedCost)} as its tool counts`;
}

function timeWords(session: Session): string {
  return `Started ${formatMoment(session.startedAt ?? session.createdAt)}\nLast active ${formatMoment(session.endedAt ?? session.updatedAt)}`;
}

function countWords(session: Session): string {
  const counts: [number, string][] = [
    [session.userPromptCount, "prompt"],
    [session.assistantMessageCount, "answer"],
    [session.toolCallCount, "tool call"],
  ];
  return counts.map(([count, noun]) => plural(count, noun)).join("\n");
}
