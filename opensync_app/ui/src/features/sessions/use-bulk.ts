import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteForever, editSessions, type BulkAction, type BulkTarget } from "@/api/session-lists";
import { say } from "@/components/toast";
import { plural } from "@/lib/format";

/** What takes each deed back. */
const UNDO: Partial<Record<BulkAction, BulkAction>> = {
  trash: "restore",
  restore: "trash",
  star: "unstar",
  unstar: "star",
  tag: "untag",
  untag: "tag",
  addToEvals: "removeFromEvals",
  removeFromEvals: "addToEvals",
};

const DONE: Record<BulkAction, string> = {
  trash: "in the trash",
  restore: "restored",
  star: "starred",
  unstar: "without a star",
  tag: "tagged",
  untag: "untagged",
  addToEvals: "added to evals",
  removeFromEvals: "removed from evals",
};

interface Deed {
  target: BulkTarget;
  action: BulkAction;
  tag?: string | undefined;
}

/** Does one thing to many sessions, says what was done and offers to take it back. */
export function useBulk(done: () => void) {
  const client = useQueryClient();
  const refresh = async (): Promise<void> => {
    await Promise.all(["sessions", "session", "status", "figures", "recent-sessions"].map((key) => client.invalidateQueries({ queryKey: [key] })));
  };
  const mutation = useMutation({
    mutationFn: ({ target, action, tag }: Deed) => editSessions(target, action, tag),
    onSuccess: async ({ changed, ids }, { action, tag }) => {
      done();
      const back = UNDO[action];
      const undo = async (): Promise<void> => {
        if (back) await editSessions({ ids }, back, tag);
        await refresh();
      };
      say(`${plural(changed, "session")} ${DONE[action]}`, changed > 0 && back ? { label: "Undo", run: undo } : undefined);
      await refresh();
    },
    onError: (error) => say(error.message),
  });
  return {
    isBusy: mutation.isPending,
    run: (target: BulkTarget, action: BulkAction, tag?: string) => mutation.mutate({ target, action, tag }),
    deleteForever: async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) await deleteForever(id);
      done();
      say(`${plural(ids.length, "session")} deleted`);
      await refresh();
    },
  };
}
