import { useQuery } from "@tanstack/react-query";
import { CalendarSearch } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { ChartBones } from "@/components/Skeletons";
import { Failure } from "@/components/States";
import type { Span } from "@/lib/days";
import { Activity } from "./Activity";
import type { OverviewAddress } from "./address";
import { overviewQuery } from "./queries";
import { Recent } from "./Recent";
import { Models, Projects } from "./Shares";
import { StatBones, Stats } from "./Stats";
import { Usage } from "./Usage";
import { useAsked, type PageAddress } from "./use-asked";

interface Props {
  address: PageAddress;
  onChange: (change: Partial<OverviewAddress>) => void;
  /** What stands above the figures for a while. */
  banner?: ReactNode;
}

/** Figures at a glance: the span, its course, what was worked in last, where and when. */
export function Overview({ address, onChange, banner }: Props) {
  const { asked, before, today, normal, isWaiting } = useAsked(address);
  const { isError, data, error, refetch } = useQuery({ ...overviewQuery(asked), enabled: !isWaiting });
  if (isError && !data) return <Failure title="The figures could not be read" error={error} onRetry={() => void refetch()} />;
  const measure = address.measure ?? "tokens";
  return (
    <div className="relative h-full overflow-x-clip overflow-y-auto">
      <div className="mx-auto max-w-7xl space-y-4 px-3 py-4 sm:px-4 sm:py-6">
        <h1 className="sr-only">Overview</h1>
        {banner}
        {isWaiting ? (
          <>
            <StatBones />
            <ChartBones />
          </>
        ) : (
          <ErrorBoundary resetKey={JSON.stringify(asked)}>
            {normal !== "30" && <Widened to={normal} />}
            <Stats asked={asked} before={before} />
            <Usage address={address} asked={asked} today={today} normal={normal} onChange={onChange} />
            <div className="grid gap-4 lg:grid-cols-2">
              <Recent source={address.source} />
              <Projects asked={asked} measure={measure} onChange={onChange} />
              <Activity asked={asked} />
              <Models asked={asked} measure={measure} />
            </div>
          </ErrorBoundary>
        )}
      </div>
    </div>
  );
}

/** Why another span is shown than usual. */
function Widened({ to }: { to: Span }) {
  const empty = { "60": 30, "90": 60 }[to as string] ?? 90;
  return (
    <p role="status" className="flex items-center gap-2 text-xs text-muted">
      <CalendarSearch className="size-3.5 shrink-0 text-dim" />
      Nothing was used in the last {empty} days; {to === "all" ? "these are the figures of all time" : `these are the last ${to} days`}.
    </p>
  );
}
