import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileQuestion, Trash2 } from "lucide-react";
import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { lazyPiece } from "@/api/lazy-piece";
import { sessionQuery } from "@/api/queries";
import { outlineQuery, pageQuery, placeQuery } from "@/api/reading";
import type { ListFilter } from "@/api/session-lists";
import type { Session } from "@/api/types";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Blank, Failure } from "@/components/States";
import { FoldMemory, FoldStore } from "./folds";
import { ReaderHeader } from "./ReaderHeader";
import { ReaderSkeleton } from "./ReaderSkeleton";
import { OpenSession } from "./session-context";
import { ToolBody } from "./ToolCall";
import { Transcript, type TranscriptDeeds } from "./Transcript";

interface Props {
  /** Our id or the tool's own id of the session. */
  id: string;
  /** The message to go to and mark. */
  target: string | undefined;
  /** The list that the session was opened from, for the way to its neighbours. */
  listFilter?: ListFilter;
  onTarget: (message: string) => void;
  onOpen?: (session: string) => void;
  onClose: () => void;
}

const RawDialog = lazyPiece(async () => (await import("./RawDialog")).RawDialog);

const NO_FILTER: ListFilter = {};
const nowhere = (): void => undefined;

/** One session from its first word to its last. */
export function Reader({ id, target, listFilter = NO_FILTER, onTarget, onOpen = nowhere, onClose }: Props) {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery(id));
  useAskAhead(id, target);
  if (isPending) return <ReaderSkeleton />;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Blank icon={<FileQuestion />} title="There is no session at this address" action={<WaysOn />}>
        It may have been deleted or be in the trash, or the link is not complete.
      </Blank>
    );
  }
  if (!session) return <Failure title="The session could not be opened" error={error} onRetry={() => void refetch()} />;
  return <Opened session={session} target={target} listFilter={listFilter} onTarget={onTarget} onOpen={onOpen} onClose={onClose} />;
}

function WaysOn() {
  const link = "text-accent-ink underline underline-offset-4";
  return (
    <p className="flex gap-5 text-[13px]">
      <Link to="/sessions" search={(now) => ({ source: now.source, trash: "1" as const })} className={link}>
        Look in the trash
      </Link>
      <Link to="/sessions" search={(now) => ({ source: now.source })} className={link}>
        All sessions
      </Link>
    </p>
  );
}

interface OpenedProps {
  session: Session;
  target: string | undefined;
  listFilter: ListFilter;
  onTarget: (message: string) => void;
  onOpen: (session: string) => void;
  onClose: () => void;
}

function Opened({ session, target, listFilter, onTarget, onOpen, onClose }: OpenedProps) {
  const [folds] = useState(() => new FoldStore());
  const [raw, setRaw] = useState<string>();
  const { data: outline } = useQuery(outlineQuery(session.id));
  const deeds = useRef<TranscriptDeeds>({ find: nowhere, goTo: nowhere });
  const around = useMemo(() => ({ session, open: onOpen, showRaw: setRaw }), [session, onOpen]);
  return (
    <OpenSession value={around}>
      <section aria-label="Session" data-reader className="@container flex h-full min-w-0 flex-col">
        <ReaderHeader session={session} outline={outline} listFilter={listFilter} onOpen={onOpen} onClose={onClose} onFind={() => deeds.current.find()} onHeading={(heading) => deeds.current.goTo(heading)} />
        {session.deletedAt != null && (
          <p className="flex items-center gap-2 border-b bg-warn-soft px-4 py-1.5 text-xs text-warn sm:px-6">
            <Trash2 className="size-3.5" /> This session is in the trash.
          </p>
        )}
        <ErrorBoundary resetKey={`${session.id}:${target ?? ""}`}>
          <FoldMemory store={folds}>
            <Transcript session={session} outline={outline} target={target} folds={folds} deeds={deeds} onTarget={onTarget} />
          </FoldMemory>
        </ErrorBoundary>
        {raw !== undefined && (
          <Suspense>
            <RawDialog messageId={raw} onClose={() => setRaw(undefined)} />
          </Suspense>
        )}
      </section>
    </OpenSession>
  );
}

/** Asks for the messages together with the session, not after it. */
function useAskAhead(id: string, target: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    // What a first click unfolds is here by then, and when the server is away for a while.
    void ToolBody.preload();
    void RawDialog.preload();
    if (!/^s\d+$/.test(id)) return;
    // What fails here is asked for again, and said, where it is shown.
    if (target === undefined) client.query(pageQuery(id, 0)).catch(nowhere);
    else client.query({ ...placeQuery(id, target), retry: false }).catch(nowhere);
    client.query(outlineQuery(id)).catch(nowhere);
    // Only the opening is hurried; later wishes find the session there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, id]);
}
