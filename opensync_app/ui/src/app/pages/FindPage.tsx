import { useNavigate, useSearch } from "@tanstack/react-router";
import { SearchPage } from "@/features/search/SearchPage";

/** The search, as the address asks it. */
export function FindPage() {
  const { q = "", source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  return (
    <SearchPage
      filter={{ q, source }}
      onOpen={(sessionId, m) => void navigate({ to: "/sessions/$sessionId", params: { sessionId }, search: { source, m } })}
    />
  );
}
