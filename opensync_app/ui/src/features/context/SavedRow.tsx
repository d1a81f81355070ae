import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { SavedSearch } from "@/api/saved-searches";
import { Ago } from "@/components/Ago";
import { IconButton } from "@/components/Button";
import { cx } from "@/lib/cx";
import { modeWords } from "./Notices";

interface Props {
  search: SavedSearch;
  /** It is what the page shows. */
  isHere: boolean;
  onRun: () => void;
  onRename: (name: string) => Promise<void>;
  onDelete: () => void;
}

/** One saved search: a click runs it, the pencil renames it in its place. */
export function SavedRow({ search, isHere, onRun, onRename, onDelete }: Props) {
  const [isEdited, setEdited] = useState(false);
  const { name, query, searchType, lastUsedAt } = search;
  if (isEdited) {
    return (
      <li>
        <NameForm
          first={name}
          onDone={(next) => {
            setEdited(false);
            if (next !== undefined && next !== name) void onRename(next);
          }}
        />
      </li>
    );
  }
  return (
    <li className={cx("group flex items-center gap-1 rounded pr-1 hover:bg-fill has-focus-visible:bg-fill", isHere && "bg-fill-soft")}>
      <button type="button" onClick={onRun} className="min-w-0 flex-1 rounded px-2 py-1.5 text-left">
        <span className="block truncate text-[13px]">{name}</span>
        <span className="block truncate text-micro text-dim">
          {name !== query && `${query} · `}
          {modeWords(searchType)} · {lastUsedAt == null ? "never used" : <>used <Ago at={lastUsedAt} /></>}
        </span>
      </button>
      <IconButton label={`Rename ${name}`} onClick={() => setEdited(true)} className="size-7!">
        <Pencil className="size-3.5!" />
      </IconButton>
      <IconButton label={`Delete ${name}`} onClick={onDelete} className="size-7!">
        <Trash2 className="size-3.5!" />
      </IconButton>
    </li>
  );
}

function NameForm({ first, onDone }: { first: string; onDone: (name: string | undefined) => void }) {
  const [name, setName] = useState(first);
  const finish = (): void => onDone(name.trim() === "" ? undefined : name.trim());
  return (
    <form
      className="p-1"
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <input
        autoFocus
        aria-label={`New name of ${first}`}
        value={name}
        maxLength={200}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onDone(undefined);
        }}
        className="h-8 w-full rounded-button border bg-card px-2 text-[13px]"
      />
    </form>
  );
}
