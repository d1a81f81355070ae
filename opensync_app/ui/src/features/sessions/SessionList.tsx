import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, type ReactNode } from "react";
import { sessionsQuery, type SessionSort } from "@/api/session-lists";
import { Button } from "@/components/Button";
import { Blank, Failure } from "@/components/States";
import { formatCount } from "@/lib/format";
import { isNarrowed, listFilter, bulkFilter, NO_FILTERS, type SessionsAddress } from "./address";
import { BulkBar } from "./BulkBar";
import { useWithout } from "./columns";
import { HiddenNote } from "./HiddenNote";
import { ListHeader } from "./ListHeader";
import { ListSkeleton } from "./ListSkeleton";
import { ListTable } from "./ListTable";
import { useBulk } from "./use-bulk";
import { useSelection } from "./use-selection";

interface Props {
  address: SessionsAddress & { source?: string | undefined };
  openId: string | undefined;
  onChange: (change: SessionsAddress) => void;
  onOpen: (id: string) => void;
  /** Looks for words in everything that was said, not in titles alone. */
  onSearch: (words: string) => void;
  /** What stands here while the app knows no session at all. */
  firstRun: ReactNode;
}

/** The list of sessions, of any length. */
export function SessionList({ address, openId, onChange, onOpen, onSearch, firstRun }: Props) {
  const filter = useToday(listFilter, address);
  const bulk = useToday(bulkFilter, address);
  const without = useWithout();
  const query = useInfiniteQuery(sessionsQuery(filter));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const sessions = useMemo(() => data?.pages.flatMap((page) => page.sessions) ?? [], [data]);
  const ids = useMemo(() => sessions.map((session) => session.id), [sessions]);
  const page = data?.pages.at(-1);
  const total = page?.total ?? 0;
  const selection = useSelection(ids, total, JSON.stringify(bulk));
  const { run } = useBulk(selection.clear);
  const goOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const isFiltered = isNarrowed(address) || Boolean(address.source);
  const isNew = page !== undefined && total === 0 && !isFiltered && page.hidden.empty + page.hidden.automated === 0;
  if (isNew) return firstRun;
  const sort: SessionSort = address.sort ?? "updatedAt";
  return (
    <section aria-label="Sessions" data-without={without} className="group/list @container flex h-full min-w-0 flex-col">
      {selection.count > 0 && <BulkBar selection={selection} filter={bulk} total={total} />}
      {page && <HiddenNote address={address} hidden={page.hidden} onChange={onChange} />}
      <ListHeader
        sort={sort}
        order={address.order ?? "desc"}
        onSort={(change) => onChange({ sort: change.sort === "updatedAt" ? undefined : change.sort, order: change.order === "asc" ? "asc" : undefined })}
        end={page && <ListCount total={total} isFiltered={isFiltered} />}
      />
      <ListTable
        {...{ sessions, ids, openId, selection, onOpen }}
        onStar={(session) => run({ ids: [session.id] }, session.starred ? "unstar" : "star")}
        onTrash={(session) => run({ ids: [session.id] }, address.trash ? "restore" : "trash")}
        onNearEnd={goOn}
      >
        {query.isPending && <ListSkeleton rows={14} />}
        {query.isError && !data && <Failure title="The sessions could not be read" error={query.error} onRetry={() => void query.refetch()} />}
        {page && total === 0 && <NothingFound address={address} onChange={onChange} onSearch={onSearch} />}
        {isFetchingNextPage && <ListSkeleton rows={3} />}
      </ListTable>
    </section>
  );
}

/** The filter of an address; the same object as long as the address and the day are. */
function useToday<T>(read: (address: Props["address"]) => T, address: Props["address"]): T {
  const text = JSON.stringify(read(address));
  return useMemo(() => JSON.parse(text) as T, [text]);
}

function ListCount({ total, isFiltered }: { total: number; isFiltered: boolean }) {
  return (
    <span role="status" className="text-xs whitespace-nowrap text-muted tabular-nums @max-md:text-micro @md:@max-3xl:sr-only @4xl:pr-6">
      {isFiltered ? `${formatCount(total)} found` : <TotalWords total={total} />}
    </span>
  );
}

/** The number, with its noun where there is room for it. */
function TotalWords({ total }: { total: number }) {
  return (
    <>
      {formatCount(total)}
      <span className="@max-[23rem]:sr-only"> {total === 1 ? "session" : "sessions"}</span>
    </>
  );
}

function NothingFound({ address, onChange, onSearch }: Pick<Props, "address" | "onChange" | "onSearch">) {
  if (address.trash && !isNarrowed({ ...address, trash: undefined }))
    return <Blank title="The trash is empty">Sessions that you delete wait here for 30 days.</Blank>;
  return (
    <Blank title="No session matches">
      <p>{address.q === undefined ? "Try fewer filters, or another source." : "Only titles are looked at here. Try fewer words, or search what was said."}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {isNarrowed(address) && <Button onClick={() => onChange(NO_FILTERS)}>Clear filters</Button>}
        {address.q !== undefined && address.trash === undefined && <Button onClick={() => onSearch(address.q ?? "")}>Search what was said</Button>}
      </div>
    </Blank>
  );
}
