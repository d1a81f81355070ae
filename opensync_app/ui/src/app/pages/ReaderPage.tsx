import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { listFilter } from "@/features/sessions/address";
import { Reader } from "@/features/reader/Reader";

/** The open session, as the address names it. */
export function ReaderPage() {
  const { sessionId } = useParams({ from: "/sessions/$sessionId" });
  const search = useSearch({ from: "/sessions/$sessionId" });
  const navigate = useNavigate();
  const list = useMemo(() => listFilter(search), [search]);
  return (
    <Reader
      key={sessionId}
      id={sessionId}
      target={search.m}
      listFilter={list}
      onOpen={(other) => void navigate({ to: "/sessions/$sessionId", params: { sessionId: other }, search: (now) => ({ ...now, m: undefined }) })}
      onTarget={(m) => void navigate({ to: ".", search: (now) => ({ ...now, m }) })}
      onClose={() => void navigate({ to: "/sessions", search: (now) => ({ ...now, m: undefined }) })}
    />
  );
}
