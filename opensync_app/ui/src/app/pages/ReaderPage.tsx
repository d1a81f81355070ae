import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Reader } from "@/features/reader/Reader";

/** The open session, as the address names it. */
export function ReaderPage() {
  const { sessionId } = useParams({ from: "/sessions/$sessionId" });
  const search = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  return (
    <Reader
      key={sessionId}
      id={sessionId}
      target={search.m}
      onTarget={(m) => void navigate({ to: ".", search: (now) => ({ ...now, m }) })}
      onClose={() => void navigate({ to: "/sessions", search: { ...search, m: undefined } })}
    />
  );
}
