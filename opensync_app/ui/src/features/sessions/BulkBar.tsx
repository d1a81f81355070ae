import { Beaker, Download, RotateCcw, Star, Tag, Trash2, X } from "lucide-react";
import { useState } from "react";
import { csvAddress, type BulkAction, type BulkFilter, type BulkTarget } from "@/api/session-lists";
import { Button, IconButton } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { formatCount, plural } from "@/lib/format";
import { BulkTag } from "./BulkTag";
import { useBulk } from "./use-bulk";
import type { Selection } from "./use-selection";

interface Props {
  selection: Selection;
  filter: BulkFilter;
  total: number;
}

/** What can be done with the chosen sessions; it stands above the list while some are chosen. */
export function BulkBar({ selection, filter, total }: Props) {
  const [isAsking, setAsking] = useState(false);
  const bulk = useBulk(selection.clear);
  const target: BulkTarget = selection.isAll ? { filter } : { ids: [...selection.ids] };
  const run = (action: BulkAction, tag?: string) => bulk.run(target, action, tag);
  return (
    <div role="toolbar" aria-label="Chosen sessions" className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-b bg-fill-soft px-4 py-1">
      <IconButton label="Choose none" onClick={selection.clear}>
        <X />
      </IconButton>
      <span role="status" className="mr-2 text-xs tabular-nums">
        {formatCount(selection.count)} chosen
      </span>
      {!selection.isAll && selection.count < total && (
        <Button tone="quiet" onClick={selection.chooseAll}>
          Choose all {formatCount(total)}
        </Button>
      )}
      {filter.trash === true ? (
        <>
          <Button disabled={bulk.isBusy} onClick={() => run("restore")}>
            <RotateCcw /> Restore
          </Button>
          {!selection.isAll && (
            <Button tone="danger" disabled={bulk.isBusy} onClick={() => setAsking(true)}>
              <Trash2 /> Delete forever
            </Button>
          )}
        </>
      ) : (
        <>
          <BulkTag onTag={(tag) => run("tag", tag)} onUntag={(tag) => run("untag", tag)}>
            <Button disabled={bulk.isBusy}>
              <Tag /> Tag
            </Button>
          </BulkTag>
          <Button disabled={bulk.isBusy} onClick={() => run("star")}>
            <Star /> Star
          </Button>
          <Button disabled={bulk.isBusy} onClick={() => run("addToEvals")}>
            <Beaker /> Add to evals
          </Button>
          {selection.isAll && (
            <a href={csvAddress(filter)} download className="inline-flex h-8 items-center gap-2 rounded-button border bg-card px-3 text-xs hover:border-line-strong [&_svg]:size-3.5">
              <Download /> CSV
            </a>
          )}
          <Button disabled={bulk.isBusy} onClick={() => run("trash")}>
            <Trash2 /> Trash
          </Button>
        </>
      )}
      {isAsking && (
        <ConfirmDialog
          title={`Delete ${plural(selection.count, "session")} for good?`}
          action="Delete forever"
          isDanger
          onConfirm={() => bulk.deleteForever([...selection.ids])}
          onClose={() => setAsking(false)}
        >
          Their messages, tags and notes are deleted and cannot be brought back.
        </ConfirmDialog>
      )}
    </div>
  );
}
