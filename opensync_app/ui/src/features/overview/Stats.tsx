import { useQuery } from "@tanstack/react-query";
import { Bot, Coins, Cpu, Folder, MessageSquare, TextCursorInput } from "lucide-react";
import type { AnalyticsOverview } from "@/api/types";
import { StatCard } from "@/components/charts/StatCard";
import { Bone } from "@/components/States";
import { countDays } from "@/lib/days";
import { formatCompact, formatCost, formatCount, formatDuration, formatRoundCost, plural } from "@/lib/format";
import { overviewQuery, type Asked } from "./queries";

/** Six figures of the span with their course and their change against the span before. */
export function Stats({ asked, before }: { asked: Asked; before: Asked | undefined }) {
  const now = useQuery(overviewQuery(asked)).data;
  const then = useQuery({ ...overviewQuery(before ?? asked), enabled: before !== undefined }).data;
  if (now === undefined) return <StatBones />;
  const { figures, courses, efficiency } = now;
  const against = before && `the ${plural(countDays(before), "day")} before`;
  const change = (of: (one: AnalyticsOverview) => number): { change?: number | null; against?: string } =>
    before && against && then ? { change: changeOf(of(now), of(then)), against } : {};
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <StatCard
        label="Sessions"
        icon={<MessageSquare />}
        value={formatCount(now.sessions)}
        detail={now.durationMs > 0 && `${formatDuration(now.durationMs)} in all`}
        title={now.durationMs > 0 ? `${formatDuration(now.durationMs)} from first to last message, all sessions together` : undefined}
        course={courses.sessions}
        {...change((one) => one.sessions)}
      />
      <StatCard
        label="Tokens"
        icon={<Cpu />}
        value={formatCompact(figures.totalTokens)}
        title={`${formatCount(figures.promptTokens)} in, ${formatCount(figures.completionTokens)} out`}
        detail={`${formatCompact(figures.promptTokens)} in / ${formatCompact(figures.completionTokens)} out`}
        course={now.days.map((day) => day.totalTokens)}
        {...change((one) => one.figures.totalTokens)}
      />
      <StatCard
        label="Cost"
        icon={<Coins />}
        value={formatRoundCost(figures.cost)}
        title={formatCost(figures.cost)}
        detail={efficiency.costPerSession != null && `${formatCost(efficiency.costPerSession)}/session`}
        course={now.days.map((day) => day.cost)}
        {...change((one) => one.figures.cost)}
      />
      <StatCard
        label="Prompts"
        icon={<TextCursorInput />}
        value={formatCount(now.prompts)}
        detail={plural(now.messages, "message")}
        course={courses.prompts}
        {...change((one) => one.prompts)}
      />
      <StatCard label="Models" icon={<Bot />} value={formatCount(now.models)} course={courses.models} {...change((one) => one.models)} />
      <StatCard label="Projects" icon={<Folder />} value={formatCount(now.projects)} course={courses.projects} {...change((one) => one.projects)} />
    </div>
  );
}

/** The change as a share of what was before; null when there was nothing. */
export function changeOf(now: number, before: number): number | null {
  return before > 0 ? (now - before) / before : null;
}

/** Six grey cards. */
export function StatBones() {
  return (
    <div aria-hidden className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      {[0, 1, 2, 3, 4, 5].map((index) => (
        <div key={index} className="h-28 space-y-3 rounded-card border bg-card p-4">
          <Bone className="h-3 w-16" />
          <Bone className="h-6 w-20" />
          <Bone className="h-3 w-24" />
        </div>
      ))}
    </div>
  );
}
