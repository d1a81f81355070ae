import { ArrowLeft, ChevronDown, ChevronUp, Star, X } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { neighboursQuery } from "@/api/session-deeds";
import type { ListFilter } from "@/api/session-lists";
import type { Outline, Session } from "@/api/types";
import { SourceBadge } from "@/components/Badge";
import { IconButton } from "@/components/Button";
import { cx } from "@/lib/cx";
import { useKeys } from "@/lib/use-keys";
import { Facts } from "./Facts";
import { OutlineButton, type Heading } from "./Outline";
import { NoteAndTags } from "./NoteAndTags";
import { ReaderMenu } from "./ReaderMenu";
import { ResumeButton } from "./ResumeButton";
import { TitleField } from "./TitleField";
import { useSessionEdit } from "./use-session-edit";

interface Props {
  session: Session;
  outline: Outline | undefined;
  listFilter: ListFilter;
  onOpen: (session: string) => void;
  onClose: () => void;
  onFind: () => void;
  onHeading: (heading: Heading) => void;
}

/** What the session is called, what it took, and what can be done with it. */
export function ReaderHeader({ session, outline, listFilter, onOpen, onClose, onFind, onHeading }: Props) {
  const edit = useSessionEdit(session);
  const [isEditing, setEditing] = useState<"title" | "note" | "tags">();
  const { data: beside } = useQuery(neighboursQuery(session.id, listFilter));
  const star = (): void => edit({ starred: !session.starred });
  const toEvals = (): void => edit({ evalReady: !session.evalReady }, session.evalReady ? "Taken out of the evals" : "Added to the evals");
  const goTo = (one: { id: string } | null | undefined) => (): void => {
    if (one) onOpen(one.id);
  };
  useKeys({ s: star, e: toEvals, r: () => setEditing("title"), J: goTo(beside?.next), K: goTo(beside?.previous) });
  return (
    <header className="shrink-0 border-b px-4 pt-2.5 pb-2 sm:px-6">
      <div className="flex items-center gap-2">
        <IconButton label="Back to the list" onClick={onClose} className="-ml-2 lg:hidden">
          <ArrowLeft />
        </IconButton>
        <TitleField session={session} isEditing={isEditing === "title"} onEditing={(on) => setEditing(on ? "title" : undefined)} onSave={(title) => edit({ title })} />
        <span className="flex @max-lg:hidden">
          <SourceBadge source={session.source} long />
        </span>
        <span className="flex @lg:hidden">
          <SourceBadge source={session.source} />
        </span>
        <span className="ml-auto flex shrink-0 items-center">
          {outline && outline.headings.length > 1 && <OutlineButton outline={outline} onGo={onHeading} />}
          <IconButton label="Previous session" disabled={!beside?.previous} onClick={goTo(beside?.previous)} className="max-sm:hidden">
            <ChevronUp />
          </IconButton>
          <IconButton label="Next session" disabled={!beside?.next} onClick={goTo(beside?.next)} className="max-sm:hidden">
            <ChevronDown />
          </IconButton>
          <IconButton label={session.starred ? "Remove the star" : "Star this session"} aria-pressed={session.starred} onClick={star}>
            <Star className={cx(session.starred && "fill-warn text-warn")} />
          </IconButton>
          {session.resume && <ResumeButton resume={session.resume} />}
          <ReaderMenu session={session} onEdit={setEditing} onStar={star} onEvals={toEvals} onFind={onFind} onClose={onClose} />
          <IconButton label="Close" onClick={onClose} className="-mr-2 max-lg:hidden">
            <X />
          </IconButton>
        </span>
      </div>
      <Facts session={session} outline={outline} onOpen={onOpen} />
      <NoteAndTags session={session} isEditing={isEditing} onEditing={setEditing} onSave={edit} />
    </header>
  );
}
