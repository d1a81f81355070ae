import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { MessageSquare, TextSearch } from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { SearchResult, Session } from "@/api/types";
import { Ago } from "@/components/Ago";
import { SourceBadge } from "@/components/Badge";
import { Snippet } from "@/components/Snippet";
import { titleWords } from "@/lib/plain";
import type { Command } from "./commands";

const SHOWN = 7;

/** The newest sessions, for an empty palette. */
const recentQuery = (source: string[]) =>
  queryOptions({
    queryKey: ["recent-sessions", source, SHOWN],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions", { params: { query: { limit: SHOWN, source } }, signal })),
    staleTime: 5_000,
  });

/** What the words find anywhere. */
const foundQuery = (q: string, source: string[]) =>
  queryOptions({
    queryKey: ["search", "palette", q, source],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/search", { params: { query: { q, limit: SHOWN, type: "fulltext", source } }, signal })),
    placeholderData: keepPreviousData,
  });

export interface FoundSessions {
  commands: Command[];
  isBusy: boolean;
  problem: Error | null;
}

/** Sessions as lines of the palette: the newest, or those that the words are found in. */
export function useFoundSessions(words: string): FoundSessions {
  const { source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const isAsked = words.length > 1;
  const sources = source?.split(",") ?? [];
  const recent = useQuery({ ...recentQuery(sources), enabled: !isAsked });
  const found = useQuery({ ...foundQuery(words, sources), enabled: isAsked });
  const open = (sessionId: string, m?: string) => (): void =>
    void navigate({ to: "/sessions/$sessionId", params: { sessionId }, search: { source, m } });
  const asLine = (one: Session | SearchResult, group: Command["group"]): Command => ({
    id: one.id,
    group,
    name: titleWords(one.title),
    icon: <MessageSquare />,
    end: <EndOf one={one} />,
    run: open(one.id),
  });
  if (!isAsked) {
    return { commands: (recent.data?.sessions ?? []).map((one) => asLine(one, "Recent sessions")), isBusy: recent.isPending, problem: recent.error };
  }
  const commands = (found.data?.results ?? []).map((one) => {
    const [best] = one.snippets;
    return { ...asLine(one, "Sessions"), detail: best && <Snippet html={best.html} isPrinted={best.role === "tool"} />, run: open(one.id, best?.messageId) };
  });
  const everything: Command = {
    id: "search-everything",
    group: "Everywhere",
    name: `Search for “${words}”`,
    detail: found.data && !found.isPlaceholderData && `${found.data.total} found`,
    icon: <TextSearch />,
    run: () => void navigate({ to: "/context", search: { source, q: words } }),
  };
  return { commands: [...commands, everything], isBusy: found.isFetching, problem: found.error };
}

function EndOf({ one }: { one: Session | SearchResult }) {
  return (
    <>
      <span className="hidden max-w-32 truncate text-xs text-dim sm:inline">{one.projectName}</span>
      <SourceBadge source={one.source} />
      <Ago at={one.updatedAt} className="w-22 text-right text-xs whitespace-nowrap text-dim max-sm:hidden" />
    </>
  );
}
