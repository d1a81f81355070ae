import { useNavigate, useSearch } from "@tanstack/react-router";
import { SearchPage } from "@/features/search/SearchPage";
import { SearchField } from "../SearchField";

/** The search, as the address asks it. */
export function FindPage() {
  const { q = "", source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  return (
    <div className="flex h-full flex-col">
      <div className="px-3 pt-3 sm:hidden">
        <SearchField />
      </div>
      <div className="min-h-0 flex-1">
        <SearchPage
          filter={{ q, source }}
          onOpen={(sessionId, m) => void navigate({ to: "/sessions/$sessionId", params: { sessionId }, search: { source, m } })}
        />
      </div>
    </div>
  );
}
