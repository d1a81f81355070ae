import { useMutation, useQueryClient } from "@tanstack/react-query";
import { editSession, type SessionEdit } from "@/api/session-deeds";
import type { Session } from "@/api/types";
import { say } from "@/components/toast";

/** Changes a session: shown at once, taken back with words when the server refuses. */
export function useSessionEdit(session: Session): (edit: SessionEdit, done?: string) => void {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ edit }: { edit: SessionEdit; done: string | undefined }) => editSession(session.id, edit),
    onMutate: ({ edit }) => {
      client.setQueriesData<Session>({ queryKey: ["session"] }, (old) => (old?.id === session.id ? { ...old, ...edit } : old));
    },
    onSuccess: (edited, { done }) => {
      client.setQueriesData<Session>({ queryKey: ["session"] }, (old) => (old?.id === session.id ? { ...old, ...edited, archivedFiles: old.archivedFiles ?? null } : old));
      void client.invalidateQueries({ queryKey: ["sessions"] });
      if (done) say(done);
    },
    onError: (error) => {
      client.setQueriesData<Session>({ queryKey: ["session"] }, (old) => (old?.id === session.id ? session : old));
      say(error.message);
    },
  });
  return (edit, done) => mutation.mutate({ edit, done });
}
