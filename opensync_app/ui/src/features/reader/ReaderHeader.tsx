import { ArrowLeft, Clock, Coins, Copy, Cpu, Folder, GitBranch, Hash, MessageSquare, X, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Session } from "@/api/types";
import { SourceBadge } from "@/components/Badge";
import { IconButton } from "@/components/Button";
import { copyText } from "@/components/toast";
import { baseName, formatCompact, formatCost, formatCount, formatDuration, formatMoment, plural } from "@/lib/format";

/** What the session is called and what it took. */
export function ReaderHeader({ session, onClose }: { session: Session; onClose: () => void }) {
  const models = session.models.length > 0 ? session.models : session.model ? [session.model] : [];
  return (
    <header className="shrink-0 border-b px-4 pt-3 pb-2.5 sm:px-6">
      <div className="flex items-center gap-2.5">
        <IconButton label="Back to the list" onClick={onClose} className="-ml-2 lg:hidden">
          <ArrowLeft />
        </IconButton>
        <h1 title={session.title ?? undefined} className="truncate text-[15px] font-medium tracking-tight">
          {session.title?.trim() || "Untitled"}
        </h1>
        <SourceBadge source={session.source} long />
        <span className="ml-auto flex shrink-0">
          <IconButton label="Copy the session's id" onClick={() => void copyText(session.externalId, "Session id")}>
            <Copy />
          </IconButton>
          <IconButton label="Close" onClick={onClose} className="-mr-2 max-lg:hidden">
            <X />
          </IconButton>
        </span>
      </div>
      <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted tabular-nums">
        {session.projectPath && (
          <Fact Icon={Folder} name="Project" title={session.projectPath}>
            {session.projectName ?? baseName(session.projectPath)}
          </Fact>
        )}
        {session.gitBranch && (
          <Fact Icon={GitBranch} name="Branch" title={session.gitBranch}>
            {session.gitBranch}
          </Fact>
        )}
        {models.length > 0 && (
          <Fact Icon={Cpu} name="Models" title={models.join(", ")}>
            {models[0]}
            {models.length > 1 && ` +${models.length - 1}`}
          </Fact>
        )}
        <Fact Icon={Hash} name="Tokens" title={tokenWords(session)}>
          {formatCompact(session.totalTokens)} tokens
        </Fact>
        <Fact Icon={Coins} name="Cost" title="Cost in US dollars, from list prices">
          {formatCost(session.cost)}
        </Fact>
        <Fact Icon={Clock} name="Duration" title={`Started ${formatMoment(session.startedAt ?? session.createdAt)}`}>
          {formatDuration(session.durationMs)}
        </Fact>
        <Fact Icon={MessageSquare} name="Messages" title={countWords(session)}>
          {plural(session.messageCount, "message")}
        </Fact>
      </dl>
    </header>
  );
}

interface FactProps {
  Icon: LucideIcon;
  name: string;
  title: string;
  children: ReactNode;
}

function Fact({ Icon, name, title, children }: FactProps) {
  return (
    <div title={title} className="flex max-w-64 min-w-0 items-center gap-1.5">
      <dt>
        <Icon aria-label={name} className="size-3.5 text-dim" />
      </dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}

function tokenWords({ tokens }: Session): string {
  const kinds: [string, number][] = [
    ["input", tokens.input],
    ["output", tokens.output],
    ["reasoning", tokens.reasoning],
    ["cache read", tokens.cacheRead],
    ["cache write", tokens.cacheWrite5m + tokens.cacheWrite1h],
  ];
  return kinds.map(([kind, count]) => `${formatCount(count)} ${kind}`).join("\n");
}

function countWords(session: Session): string {
  const counts: [number, string][] = [
    [session.userPromptCount, "prompt"],
    [session.assistantMessageCount, "answer"],
    [session.toolCallCount, "tool call"],
  ];
  return counts.map(([count, noun]) => plural(count, noun)).join("\n");
}
