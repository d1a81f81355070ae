import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { partsQuery } from "@/api/reading";
import { formatCount } from "@/lib/format";
import { buildRows, type Row } from "@/lib/transcript";
import { useFold } from "./folds";
import { PartView } from "./PartView";

/** Parts of a message; `from` is how many of its parts stand before them. */
export function PartList({ row, from }: { row: Row; from: number }) {
  return row.parts.map((part, index) => (
    <div key={index} className={part.kind === "text" ? "py-1" : undefined}>
      <PartView part={part} id={`${row.key}:${from + index}`} isTyped={row.kind === "prompt"} />
    </div>
  ));
}

/** The parts of a very large message that its page left out, piece by piece. */
export function MoreParts({ row, total }: { row: Row; total: number }) {
  const first = row.message.parts.length;
  const [isWanted, setWanted] = useFold(`${row.key}:more`);
  const { data, isFetching, isError, refetch, fetchNextPage } = useInfiniteQuery({ ...partsQuery(row.key, first), enabled: isWanted });
  const pages = useMemo(
    () => (data?.pages ?? []).map((page) => ({ from: page.offset, row: buildRows([{ ...row.message, parts: page.parts, partsFrom: page.offset, partsTotal: null }])[0] })),
    [data, row.message],
  );
  const shown = first + (data?.pages ?? []).reduce((sum, page) => sum + page.parts.length, 0);
  const goOn = (): void => {
    if (!isWanted) setWanted(true);
    else if (isError && !data) void refetch();
    else void fetchNextPage();
  };
  return (
    <>
      {pages.map((page) => page.row && <PartList key={page.from} row={page.row} from={page.from} />)}
      {shown < total && (
        <button type="button" disabled={isFetching} onClick={goOn} className="mt-2 text-xs text-accent-ink hover:underline hover:underline-offset-4">
          {isFetching ? "Loading…" : isError ? "The next parts could not be loaded. Try again" : `Show more: ${formatCount(shown)} of ${formatCount(total)} parts are shown`}
        </button>
      )}
    </>
  );
}
