import { StickyNote, Tag } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import type { SessionEdit } from "@/api/session-deeds";
import type { Session } from "@/api/types";
import { Button } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { TagField } from "./TagField";

type Editing = "title" | "note" | "tags" | undefined;

interface Props {
  session: Session;
  isEditing: Editing;
  onEditing: (what: Editing) => void;
  onSave: (edit: SessionEdit) => void;
}

/** What a person wrote about the session: tags and a note. Nothing shows when there is none. */
export function NoteAndTags({ session, isEditing, onEditing, onSave }: Props) {
  const tags = session.tags ?? [];
  const showsTags = tags.length > 0 || isEditing === "tags";
  return (
    <>
      {(showsTags || session.evalReady) && (
        <div className="mt-2 flex flex-wrap items-center gap-1.5">
          {session.evalReady && <span className="inline-flex h-6 items-center rounded-button bg-hue-green-soft px-2 text-xs text-hue-green">In the evals</span>}
          {tags.map((tag) => (
            <Chip key={tag} removeLabel={`Remove the tag ${tag}`} onRemove={() => onSave({ tags: tags.filter((one) => one !== tag) })}>
              {tag}
            </Chip>
          ))}
          {isEditing === "tags" ? (
            <TagField tags={tags} onAdd={(tag) => onSave({ tags: [...tags, tag] })} onClose={() => onEditing(undefined)} />
          ) : (
            <button type="button" onClick={() => onEditing("tags")} className="inline-flex h-6 items-center gap-1 rounded-button px-1.5 text-xs text-dim hover:bg-fill hover:text-ink">
              <Tag className="size-3" /> Add a tag
            </button>
          )}
        </div>
      )}
      {isEditing === "note" ? (
        <NoteField session={session} onClose={() => onEditing(undefined)} onSave={onSave} />
      ) : (
        session.note && (
          <button
            type="button"
            title="Edit the note"
            onClick={() => onEditing("note")}
            className="mt-2 flex w-full items-start gap-2 rounded-button border border-warn/30 bg-warn-soft px-2.5 py-1.5 text-left text-xs"
          >
            <StickyNote className="mt-0.5 size-3.5 shrink-0 text-warn" />
            <span className="line-clamp-4 min-w-0 break-words whitespace-pre-wrap">{session.note}</span>
          </button>
        )
      )}
    </>
  );
}

function NoteField({ session, onClose, onSave }: { session: Session; onClose: () => void; onSave: (edit: SessionEdit) => void }) {
  const [words, setWords] = useState(session.note ?? "");
  const save = (): void => {
    onClose();
    if (words.trim() !== (session.note ?? "")) onSave({ note: words.trim() === "" ? null : words.trim() });
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="mt-2">
      <textarea
        autoFocus
        value={words}
        rows={3}
        aria-label="Note on the session"
        placeholder="What is worth remembering about this session"
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={press}
        className="block w-full rounded-button border border-line-strong bg-page px-2.5 py-1.5 text-[13px] outline-none focus:border-accent"
      />
      <div className="mt-1.5 flex gap-2">
        <Button tone="primary" onClick={save}>
          Save the note
        </Button>
        <Button tone="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
