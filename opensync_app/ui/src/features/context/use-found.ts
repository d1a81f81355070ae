import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { searchQuery, warmUpQuery, type SearchAsk } from "@/api/finding";
import { statusQuery } from "@/api/queries";
import type { SearchPage, SearchResult } from "@/api/types";
import { learnNames } from "./pick-names";

export interface Found {
  /** The first page; absent before the first answer and without words. */
  page: SearchPage | undefined;
  results: readonly SearchResult[];
  isPending: boolean;
  isFetching: boolean;
  /** What is shown belongs to the words before. */
  isOld: boolean;
  error: Error | null;
  retry: () => void;
  more: (() => void) | undefined;
  isLoadingMore: boolean;
}

const NOTHING: readonly SearchResult[] = [];

/** What a search finds, page after page; old results stay while new ones are on their way. */
export function useFound(ask: SearchAsk): Found {
  const isAsked = ask.q !== "";
  const query = useInfiniteQuery(searchQuery(ask));
  const { data: status } = useQuery(statusQuery);
  useQuery({ ...warmUpQuery, enabled: ask.type !== "fulltext" && status !== undefined && status.semantic.covered > 0 });
  const pages = isAsked ? query.data?.pages : undefined;
  // A session may move from one page to the next while the index moves on.
  const results = useMemo(() => (pages ? distinct(pages.flatMap((page) => page.results)) : NOTHING), [pages]);
  useEffect(() => learnNames(results), [results]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return {
    page: pages?.[0],
    results,
    isPending: isAsked && query.isPending,
    isFetching: query.isFetching && !isFetchingNextPage,
    isOld: query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
    more: hasNextPage && !query.isPlaceholderData ? () => void fetchNextPage() : undefined,
    isLoadingMore: isFetchingNextPage,
  };
}

function distinct(results: readonly SearchResult[]): SearchResult[] {
  return [...new Map(results.map((one) => [one.messageId ?? one.id, one])).values()];
}
