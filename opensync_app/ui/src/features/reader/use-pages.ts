import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PAGE, pageQuery, tailQuery } from "@/api/reading";
import type { MessagePage } from "@/api/types";
import { RowMaker, type Loaded, type Stretch } from "@/lib/transcript";
import type { Range } from "./window-model";

export interface Pages {
  loaded: Loaded;
  /** Messages of the session; undefined before the first answer. */
  total: number | undefined;
  error: Error | null;
  retry: () => void;
  isLoading: boolean;
}

/** The messages of these pages of a session; the other pages are let go. */
export function usePages(sessionId: string, wanted: number[]): Pages {
  const [maker] = useState(() => new RowMaker());
  const tail = useQuery({ ...tailQuery(sessionId), enabled: false });
  const queries = useQueries({ queries: wanted.map((page) => pageQuery(sessionId, page)) });
  const newest = queries.reduce<{ dataUpdatedAt: number; data: MessagePage | undefined }>((a, b) => (b.dataUpdatedAt > a.dataUpdatedAt ? b : a), tail);
  // While all that is wanted is on its way, the number that was known still holds.
  const [known, setKnown] = useState<number>();
  const total = newest.data?.total ?? known;
  if (total !== known) setKnown(total);
  const loaded = maker.make(
    queries.flatMap((query, index): Stretch[] => (query.data ? [{ offset: (wanted[index] ?? 0) * PAGE, messages: query.data.messages }] : [])),
  );
  const failed = queries.find((query) => query.isError);
  return {
    loaded,
    total,
    error: failed?.error ?? null,
    retry: () => void queries.filter((query) => query.isError).map((query) => query.refetch()),
    isLoading: queries.some((query) => query.isPending),
  };
}

/** Messages with nothing to show take no room, so a screen may span many pages; there is an end to it. */
const MOST_PAGES = 12;

/** The pages that hold a range of messages and the neighbours that are met next. */
export function pagesOf(range: Range, total: number): number[] {
  const last = Math.max(0, Math.floor((total - 1) / PAGE));
  const from = Math.max(0, Math.floor((range.from - PAGE / 4) / PAGE));
  const to = Math.min(last, Math.floor((range.to + PAGE / 4) / PAGE));
  return Array.from({ length: Math.min(MOST_PAGES, Math.max(1, to - from + 1)) }, (_, index) => from + index);
}
