import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type RefObject } from "react";
import { placeQuery } from "@/api/reading";
import type { Outline as OutlineData, Session } from "@/api/types";
import { Blank, Failure } from "@/components/States";
import { EndPill } from "./EndPill";
import { Feed } from "./Feed";
import { FindBar } from "./FindBar";
import type { FoldStore } from "./folds";
import { Outline, type Heading } from "./Outline";
import { ReaderSkeleton } from "./ReaderSkeleton";
import { useFind } from "./use-find";
import { useFindMarks } from "./use-find-marks";
import { useReaderKeys } from "./use-reader-keys";
import { useTranscript } from "./use-transcript";

/** What the header asks of the transcript. */
export interface TranscriptDeeds {
  find: () => void;
  goTo: (heading: Heading) => void;
}

interface Props {
  session: Session;
  outline: OutlineData | undefined;
  target: string | undefined;
  folds: FoldStore;
  deeds: RefObject<TranscriptDeeds>;
  onTarget: (message: string) => void;
}

/** The messages of a session, of any number, from the one that the address names. */
export function Transcript(props: Props) {
  const { session, target } = props;
  // The first wish decides which messages are fetched first; later ones move within what is there.
  const [first] = useState(target);
  // A link to a message that is gone opens the session at its beginning.
  const { data: place, isPending } = useQuery({ ...placeQuery(session.id, target ?? ""), enabled: target !== undefined, retry: false });
  if (first !== undefined && first === target && isPending) return <ReaderSkeleton />;
  return <Body {...props} place={target === undefined ? undefined : place} />;
}

function Body({ session, outline, target, folds, deeds, onTarget, place }: Props & { place: number | undefined }) {
  const scroller = useRef<HTMLDivElement>(null);
  const start = useMemo(() => (target !== undefined && place !== undefined ? { id: target, number: place } : undefined), [target, place]);
  const transcript = useTranscript(session.id, scroller, start);
  const { window: view, loaded, total, aim } = transcript;
  const [current, setCurrent] = useState<string>();
  const find = useFind(session.id, transcript, folds);
  const hitRow = find.hit && loaded.rowAt(loaded.find(find.hit.id))?.key;
  useFindMarks(scroller, find.isOpen ? find.sought : "", hitRow);
  useReaderKeys({ transcript, outline, current, setCurrent, find: find.open });
  const active = useMemo(() => activeHeading(outline, view.first), [outline, view.first]);
  const goToHeading = useCallback((heading: Heading) => aim(heading.id, heading.number), [aim]);
  useImperativeHandle(deeds, () => ({ find: find.open, goTo: goToHeading }));
  const isReady = total !== undefined;
  useEffect(() => {
    // The arrow keys scroll at once, unless the focus is somewhere for a reason.
    if (isReady && (document.activeElement === document.body || document.activeElement === null)) scroller.current?.focus({ preventScroll: true });
  }, [isReady]);
  if (total === undefined) {
    if (transcript.error) return <Failure title="The messages could not be read" error={transcript.error} onRetry={transcript.retry} />;
    return <ReaderSkeleton />;
  }
  if (total === 0) return <Blank title="This session has no messages">It may have been opened and closed without a word.</Blank>;
  return (
    <div className="relative flex min-h-0 flex-1">
      <div className="relative min-w-0 flex-1">
        <Feed scroller={scroller} transcript={transcript} target={target} current={hitRow ?? current} onLink={onTarget} />
        {find.isOpen && <FindBar find={find} />}
        <EndPill isAtEnd={view.isAtEnd} fresh={transcript.fresh} onClick={view.goToEnd} />
        {transcript.error && (
          <div className="absolute inset-x-4 bottom-14 z-20 mx-auto max-w-md rounded-card border border-line-strong bg-menu">
            <Failure title="Some messages could not be read" error={transcript.error} onRetry={transcript.retry} />
          </div>
        )}
      </div>
      {outline && outline.headings.length > 1 && (
        <Outline outline={outline} active={active} onGo={goToHeading} className="hidden w-60 shrink-0 border-l pr-3 pl-2 @5xl:block" />
      )}
    </div>
  );
}

/** The heading that the row at the top of the screen belongs to. */
function activeHeading(outline: OutlineData | undefined, first: number): string | undefined {
  const headings = outline?.headings ?? [];
  return (headings.findLast((heading) => heading.number <= first) ?? headings[0])?.id;
}
