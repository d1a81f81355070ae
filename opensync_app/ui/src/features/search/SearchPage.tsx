import { useInfiniteQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { searchQuery, type SearchFilter } from "@/api/queries";
import { Button } from "@/components/Button";
import { Blank, Bone, Failure } from "@/components/States";
import { cx } from "@/lib/cx";
import { plural } from "@/lib/format";
import { useKeys } from "@/lib/use-keys";
import { SearchGroup } from "./SearchResults";

/** Everything that was said, searched while it is typed; results stand grouped by session. */
export function SearchPage({ filter, onOpen }: { filter: SearchFilter; onOpen: (session: string, message: string) => void }) {
  const query = useInfiniteQuery(searchQuery(filter));
  const box = useRef<HTMLDivElement>(null);
  const isAsked = filter.q.trim() !== "";
  const results = useMemo(() => (isAsked ? (query.data?.pages.flatMap((page) => page.results) ?? []) : []), [query.data, isAsked]);
  const hits = useMemo(() => results.flatMap((result) => result.snippets.map((one) => ({ session: result.id, message: one.messageId }))), [results]);
  const [moved, setMoved] = useState({ q: filter.q, to: -1 });
  const cursor = moved.q === filter.q ? moved.to : -1;
  useEffect(() => {
    // Braces: newer browsers answer with a promise, which is no clean-up.
    box.current?.querySelector(`[data-hit="${cursor}"]`)?.scrollIntoView({ block: "nearest" });
  }, [cursor]);

  const move = (step: number) => () => setMoved({ q: filter.q, to: Math.max(0, Math.min(hits.length - 1, cursor + step)) });
  const open = (): void => {
    const focused = document.activeElement;
    if (cursor < 0 && focused instanceof HTMLElement && focused.matches("a, button")) { focused.click(); return; }
    const hit = hits[Math.max(0, cursor)];
    if (hit) onOpen(hit.session, hit.message);
  };
  useKeys({ j: move(1), k: move(-1), ArrowDown: move(1), ArrowUp: move(-1), Enter: open });

  if (!isAsked) return <Invitation />;
  if (query.isError && !query.data) return <Failure title="The search failed" error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <SearchSkeleton />;
  if (results.length === 0) return <Blank icon={<Search />} title={`Nothing found for “${filter.q}”`}>Try fewer or other words.</Blank>;
  const total = query.data.pages[0]?.total ?? results.length;
  return (
    <div ref={box} className={cx("h-full overflow-y-auto transition-opacity", query.isPlaceholderData && "opacity-60")}>
      <div className="mx-auto max-w-3xl px-3 py-5 sm:px-6">
        <p role="status" className="mb-3 px-1 text-xs text-muted tabular-nums">
          {plural(total, "session")} found
        </p>
        <ol className="space-y-3">
          {results.map((result) => (
            <SearchGroup key={result.id} result={result} first={hits.findIndex((hit) => hit.session === result.id)} cursor={cursor} />
          ))}
        </ol>
        {query.hasNextPage && (
          <div className="py-6 text-center">
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {query.isFetchingNextPage ? "Loading…" : "More results"}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Invitation() {
  return (
    <Blank icon={<Search />} title="Search everything that was said">
      Prompts, answers, commands and what tools printed. Type in the field above; words, "phrases" and beginnings of words work.
    </Blank>
  );
}

function SearchSkeleton() {
  return (
    <div aria-hidden className="mx-auto max-w-3xl space-y-3 px-3 py-12 sm:px-6">
      {[0, 1, 2, 3].map((index) => (
        <div key={index} className="space-y-3 rounded-card border bg-card p-4">
          <Bone className="h-3 w-1/3" />
          <Bone className="h-2.5 w-5/6" />
          <Bone className="h-2.5 w-2/3" />
        </div>
      ))}
    </div>
  );
}
