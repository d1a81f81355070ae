import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { tagsQuery } from "@/api/session-deeds";
import { Button } from "@/components/Button";
import { Popover } from "@/components/Popover";
import type { Trigger } from "@/components/PlainTrigger";

interface Props {
  onTag: (tag: string) => void;
  onUntag: (tag: string) => void;
  children: ReactElement;
}

const MOST = 6;

/** Asks for a tag, helped by those in use, to give it to the chosen sessions or take it away. */
export function BulkTag({ onTag, onUntag, children }: Props) {
  return (
    <Popover label="Tag the chosen sessions" className="w-64 p-2" trigger={children as Trigger}>
      {(close) => <Form onTag={onTag} onUntag={onUntag} close={close} />}
    </Popover>
  );
}

function Form({ onTag, onUntag, close }: Omit<Props, "children"> & { close: () => void }) {
  const { data = [] } = useQuery(tagsQuery);
  const [words, setWords] = useState("");
  const typed = words.trim();
  const found = data.filter((tag) => tag !== typed && tag.toLowerCase().includes(typed.toLowerCase())).slice(0, MOST);
  const give = (deed: (tag: string) => void, tag: string): void => {
    if (tag === "") return;
    deed(tag);
    close();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        give(onTag, typed);
      }}
    >
      <input
        autoFocus
        aria-label="Tag"
        placeholder="Tag"
        maxLength={100}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        className="h-8 w-full rounded-button border bg-page px-2 text-[13px] outline-none focus:border-accent"
      />
      <ul aria-label="Tags in use" className="my-1">
        {found.map((tag) => (
          <li key={tag}>
            <button type="button" onClick={() => setWords(tag)} className="flex h-8 w-full items-center truncate rounded px-2 text-left text-[13px] hover:bg-fill">
              {tag}
            </button>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        <Button type="submit" tone="primary" disabled={typed === ""} className="flex-1">
          Add tag
        </Button>
        <Button disabled={typed === ""} onClick={() => give(onUntag, typed)}>
          Remove
        </Button>
      </div>
    </form>
  );
}
