import { Bookmark } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Popover } from "@/components/Popover";
import { TextBones } from "@/components/Skeletons";
import type { SharedContextAddress } from "./address";
import { isSameSearch } from "./saved";
import { SavedRow } from "./SavedRow";
import type { SavedSearches } from "./use-saved-searches";

/** Keeps the search that is on the page, and runs, renames and deletes those that are kept. */
export function SavedMenu({ saved, address }: { saved: SavedSearches; address: SharedContextAddress }) {
  const isKept = saved.list?.some((one) => isSameSearch(one, address)) ?? false;
  return (
    <Popover
      label="Saved searches"
      align="end"
      className="w-[24rem]"
      trigger={
        <IconButton label="Saved searches">
          <Bookmark className={isKept ? "fill-current text-accent-ink" : undefined} />
        </IconButton>
      }
    >
      {(close) => (
        <div className="flex min-h-0 flex-col">
          {(address.q ?? "").trim() !== "" && !isKept && <SaveForm key={address.q} first={address.q ?? ""} onSave={saved.save} />}
          {saved.error && (
            <p role="alert" className="flex items-center gap-3 p-3 text-xs text-bad">
              {saved.error.message} <Button onClick={saved.retry}>Try again</Button>
            </p>
          )}
          {!saved.list && !saved.error && (
            <div className="p-3">
              <TextBones lines={3} />
            </div>
          )}
          {saved.list?.length === 0 && <p className="px-3 py-4 text-xs text-muted">No saved searches yet. Search for something, then keep it here by a name.</p>}
          <ul aria-label="Saved searches" className="max-h-80 min-h-0 overflow-y-auto p-1 empty:hidden">
            {saved.list?.map((search) => (
              <SavedRow
                key={search.id}
                search={search}
                isHere={isSameSearch(search, address)}
                onRun={() => {
                  close();
                  saved.run(search);
                }}
                onRename={(name) => saved.rename(search, name)}
                onDelete={() => void saved.remove(search)}
              />
            ))}
          </ul>
        </div>
      )}
    </Popover>
  );
}

function SaveForm({ first, onSave }: { first: string; onSave: (name: string) => Promise<void> }) {
  const [name, setName] = useState(first.slice(0, 200));
  return (
    <form
      className="flex items-center gap-2 border-b p-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") void onSave(name.trim());
      }}
    >
      <input
        aria-label="Name of this search"
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={200}
        className="h-8 min-w-0 flex-1 rounded-button border bg-card px-2.5 text-[13px]"
      />
      <Button type="submit" tone="primary" disabled={name.trim() === ""}>
        Save this search
      </Button>
    </form>
  );
}
