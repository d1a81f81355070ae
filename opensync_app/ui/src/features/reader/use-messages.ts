import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { messagesQuery } from "@/api/queries";
import { buildRows, rowIndexOf, type Row } from "@/lib/transcript";

export interface Messages {
  rows: Row[];
  isPending: boolean;
  error: Error | null;
  retry: () => void;
  /** Whether the last row is the session's last. */
  isWhole: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  /** The row of the wanted message; -1 while it is being fetched or when there is none. */
  targetIndex: number;
}

/** The rows of a session; pages are fetched until the wanted message is among them. */
export function useMessages(sessionId: string, target: string | undefined, wantsEnd: boolean): Messages {
  const query = useInfiniteQuery(messagesQuery(sessionId));
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  const rows = useMemo(() => buildRows(data?.pages.flatMap((page) => page.messages) ?? []), [data]);
  const targetIndex = target === undefined ? -1 : rowIndexOf(rows, target);
  const isWanted = wantsEnd || (target !== undefined && targetIndex < 0);
  useEffect(() => {
    if (isWanted && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isWanted, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    rows,
    isPending: query.isPending,
    error: query.error,
    retry: () => void (data ? fetchNextPage() : query.refetch()),
    isWhole: data !== undefined && !hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => hasNextPage && !isFetchingNextPage && !isError && void fetchNextPage(),
    targetIndex,
  };
}
