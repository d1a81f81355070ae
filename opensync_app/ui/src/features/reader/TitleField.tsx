import { useState, type KeyboardEvent } from "react";
import type { Session } from "@/api/types";
import { titleWords } from "@/lib/plain";

interface Props {
  session: Session;
  isEditing: boolean;
  onEditing: (on: boolean) => void;
  /** Null gives the tool's own title back. */
  onSave: (title: string | null) => void;
}

/** The title; a double click or the menu renames the session. */
export function TitleField({ session, isEditing, onEditing, onSave }: Props) {
  const title = titleWords(session.title);
  if (isEditing) return <TitleInput session={session} onEditing={onEditing} onSave={onSave} />;
  return (
    <h1 dir="auto" title={title} onDoubleClick={() => onEditing(true)} className="truncate text-[15px] font-medium tracking-tight">
      {title}
    </h1>
  );
}

function TitleInput({ session, onEditing, onSave }: Omit<Props, "isEditing">) {
  const [words, setWords] = useState(session.title ?? "");
  const save = (): void => {
    onEditing(false);
    const next = words.trim();
    if (next !== (session.title ?? "")) onSave(next === "" ? null : next);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") save();
    else if (event.key === "Escape") onEditing(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <input
      autoFocus
      dir="auto"
      value={words}
      maxLength={500}
      aria-label="Title of the session"
      placeholder="Leave empty for the tool's own title"
      onChange={(event) => setWords(event.target.value)}
      onKeyDown={press}
      onBlur={save}
      onFocus={(event) => event.target.select()}
      className="h-7 w-full min-w-0 rounded-button border border-line-strong bg-page px-2 text-[15px] font-medium tracking-tight outline-none focus:border-accent"
    />
  );
}
