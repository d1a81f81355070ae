import { useQuery } from "@tanstack/react-query";
import { useId, useState, type KeyboardEvent } from "react";
import { tagsQuery } from "@/api/session-deeds";
import { cx } from "@/lib/cx";

interface Props {
  /** Tags that the session has already. */
  tags: string[];
  onAdd: (tag: string) => void;
  onClose: () => void;
}

const MOST = 8;

/** A field for tags that completes what is typed with the tags of other sessions. */
export function TagField({ tags, onAdd, onClose }: Props) {
  const { data = [] } = useQuery(tagsQuery);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(-1);
  const list = useId();
  const typed = words.trim();
  const found = data.filter((tag) => !tags.includes(tag) && tag.toLowerCase().includes(typed.toLowerCase())).slice(0, MOST);
  const add = (tag: string): void => {
    if (tag !== "" && !tags.includes(tag)) onAdd(tag);
    setWords("");
    setAt(-1);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter" || event.key === ",") add(found[at] ?? typed);
    else if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className="relative">
      <input
        autoFocus
        role="combobox"
        aria-label="New tag"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        value={words}
        maxLength={100}
        placeholder="Tag, Enter adds it"
        onChange={(event) => {
          setWords(event.target.value);
          setAt(-1);
        }}
        onKeyDown={press}
        onBlur={() => {
          if (typed !== "") add(typed);
          onClose();
        }}
        className="h-6 w-40 rounded-button border border-line-strong bg-page px-2 text-xs outline-none focus:border-accent"
      />
      {found.length > 0 && (
        <ul id={list} role="listbox" aria-label="Tags" className="absolute top-7 left-0 z-40 min-w-40 rounded-card border border-line-strong bg-menu p-1">
          {found.map((tag, index) => (
            <li
              key={tag}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              // A press would take the focus, and with it the list, away before the click.
              onMouseDown={(event) => {
                event.preventDefault();
                add(tag);
              }}
              className={cx("cursor-default truncate rounded px-2 py-1 text-xs", index === at ? "bg-fill" : "hover:bg-fill-soft")}
            >
              {tag}
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}
