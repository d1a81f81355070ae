import { useQuery } from "@tanstack/react-query";
import { FileQuestion } from "lucide-react";
import { ApiError } from "@/api/client";
import { sessionQuery } from "@/api/queries";
import { Blank, Failure } from "@/components/States";
import { FoldMemory } from "./folds";
import { ReaderHeader } from "./ReaderHeader";
import { ReaderSkeleton } from "./ReaderSkeleton";
import { Transcript } from "./Transcript";

interface Props {
  /** Our id or the tool's own id of the session. */
  id: string;
  /** The message to go to and mark. */
  target: string | undefined;
  onTarget: (message: string) => void;
  onClose: () => void;
}

/** One session from its first word to its last. */
export function Reader({ id, target, onTarget, onClose }: Props) {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery(id));
  if (isPending) return <ReaderSkeleton />;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Blank icon={<FileQuestion />} title="There is no session at this address">
        It may have been deleted, or the link is not complete.
      </Blank>
    );
  }
  if (!session) return <Failure title="The session could not be opened" error={error} onRetry={() => void refetch()} />;
  return (
    <section aria-label="Session" data-reader className="flex h-full min-w-0 animate-appear flex-col">
      <ReaderHeader session={session} onClose={onClose} />
      <FoldMemory>
        <Transcript session={session} target={target} onTarget={onTarget} />
      </FoldMemory>
    </section>
  );
}
