import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { statusQuery } from "@/api/queries";
import { TextBones } from "@/components/Skeletons";
import { Finder } from "@/features/context/Finder";
import { Excerpt, FirstRun } from "../lazy-pages";

/** Search and context, as the address asks; a new installation sees how to fill it. */
export function ContextPage() {
  const address = useSearch({ from: "/context" });
  const navigate = useNavigate();
  const { data: status } = useQuery(statusQuery);
  if (status?.sessions === 0) return <Suspense><FirstRun /></Suspense>;
  return (
    <Finder
      address={address}
      onChange={(change) => void navigate({ to: "/context", search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false })}
      onOpen={(sessionId, m) => void navigate({ to: "/sessions/$sessionId", params: { sessionId }, search: { source: address.source, m } })}
      renderExcerpt={(wish) => (
        <Suspense
          fallback={
            <div className="p-6">
              <TextBones lines={8} />
            </div>
          }
        >
          <Excerpt {...wish} />
        </Suspense>
      )}
    />
  );
}
