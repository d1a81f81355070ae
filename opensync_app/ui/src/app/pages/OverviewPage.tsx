import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense } from "react";
import { statusQuery } from "@/api/queries";
import { ImportCard } from "@/features/first-run/ImportCard";
import { Overview } from "@/features/overview/Overview";
import { FirstRun } from "../lazy-pages";

/** The overview, as the address asks; a new installation sees how to fill it. */
export function OverviewPage() {
  const address = useSearch({ from: "/overview" });
  const navigate = useNavigate();
  const { data: status } = useQuery(statusQuery);
  if (status?.sessions === 0) return <Suspense><FirstRun /></Suspense>;
  return (
    <Overview
      address={address}
      banner={<ImportCard />}
      onChange={(change) => void navigate({ to: ".", search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false })}
    />
  );
}
