import { useQuery, useQueryClient } from "@tanstack/react-query";
import { countUse, deleteSearch, renameSearch, savedSearchesQuery, saveSearch, type SavedSearch } from "@/api/saved-searches";
import { say } from "@/components/toast";
import type { ChangeAddress, SharedContextAddress } from "./address";
import { addressOf, wishOf } from "./saved";

export interface SavedSearches {
  list: SavedSearch[] | undefined;
  error: Error | null;
  retry: () => void;
  save: (name: string) => Promise<void>;
  run: (search: SavedSearch) => void;
  rename: (search: SavedSearch, name: string) => Promise<void>;
  remove: (search: SavedSearch) => Promise<void>;
}

/** The saved searches and what can be done with them; a failure is said. */
export function useSavedSearches(address: SharedContextAddress, onChange: ChangeAddress): SavedSearches {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(savedSearchesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: savedSearchesQuery.queryKey });
  const attempt = async (deed: () => Promise<unknown>, done?: () => void): Promise<void> => {
    try {
      await deed();
      done?.();
    } catch (cause) {
      say(cause instanceof Error ? cause.message : String(cause));
    }
    await refresh();
  };
  return {
    list: data,
    error,
    retry: () => void refetch(),
    save: (name) => attempt(() => saveSearch(wishOf(address, name)), () => say(`Saved as “${name}”`)),
    run: (search) => {
      onChange(addressOf(search));
      void attempt(() => countUse(search.id));
    },
    rename: (search, name) => attempt(() => renameSearch(search.id, name)),
    remove: (search) =>
      attempt(
        () => deleteSearch(search.id),
        () =>
          say(`“${search.name}” deleted`, {
            label: "Undo",
            run: async () => {
              await saveSearch(search);
              await refresh();
            },
          }),
      ),
  };
}
