import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { Card } from "@/components/Card";
import { RowBones } from "@/components/Skeletons";
import { Blank, Failure } from "@/components/States";
import { formatCompact, formatCount } from "@/lib/format";
import { titleWords } from "@/lib/plain";
import { recentQuery } from "./queries";

const SHOWN = 8;

/** The sessions that were worked in last. */
export function Recent({ source }: { source: string | undefined }) {
  const query = useQuery(recentQuery(source?.split(",") ?? [], SHOWN));
  return (
    <Card
      title="Recent sessions"
      isFlush
      end={
        <Link to="/sessions" search={{ source }} className="tabular-nums hover:text-ink">
          {query.data ? `All ${formatCount(query.data.total)}` : "All"}
        </Link>
      }
    >
      {query.isPending && <RowBones rows={SHOWN} figures={1} />}
      {query.isError && !query.data && <Failure title="The sessions could not be read" error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.sessions.length === 0 && <Blank title="No session of these sources" />}
      <ul>
        {query.data?.sessions.map((session) => (
          <li key={session.id} className="border-b last:border-b-0">
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: session.id }}
              search={{ source }}
              className="block px-4 py-2 outline-offset-[-2px] transition-colors hover:bg-fill-soft"
            >
              <span className="flex items-center gap-2">
                <span dir="auto" className="truncate text-[13px]">{titleWords(session.title)}</span>
                <SourceBadge source={session.source} />
              </span>
              <span className="mt-0.5 flex text-xs text-dim tabular-nums [&>*+*]:before:mx-1.5 [&>*+*]:before:content-['·']">
                {session.projectName && <span className="truncate text-muted">{session.projectName}</span>}
                <Ago at={session.updatedAt} className="shrink-0" />
                <span className="shrink-0">{formatCompact(session.totalTokens)} tokens</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
