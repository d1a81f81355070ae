import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { splitList } from "@/lib/address";
import { useToday } from "@/lib/clock";
import { addDays, daysBefore, localZone, resolveDays, type Span } from "@/lib/days";
import type { OverviewAddress } from "./address";
import { firstDayQuery, lastDayQuery, type Asked } from "./queries";

/** The server looks back no further. */
const LONGEST_DAYS = 3650;

export type PageAddress = OverviewAddress & { source?: string | undefined };

export interface Question {
  asked: Asked;
  /** The same for the span before; undefined when everything is asked, as nothing stands before that. */
  before: Asked | undefined;
  today: string;
  /** The span that holds where the address names none. */
  normal: Span;
  /** The first or the last day is still looked up. */
  isWaiting: boolean;
}

/** Spans that are looked at unasked, shortest first. */
const NORMAL: Span[] = ["30", "60", "90"];

/** What the address asks, in local days. */
export function useAsked(address: PageAddress): Question {
  const today = useToday();
  const sources = splitList(address.source);
  const isUnasked = address.days === undefined && address.from === undefined && address.to === undefined;
  const last = useQuery({ ...lastDayQuery(sources), enabled: isUnasked });
  const normal = isUnasked ? normalSpan(last.data, today) : "30";
  const days = address.days ?? normal;
  const isAll = days === "all" && address.from === undefined;
  const needsFirst = isAll || (address.to !== undefined && address.from === undefined);
  const first = useQuery({ ...firstDayQuery, enabled: needsFirst });
  return useMemo(() => {
    const oldest = addDays(today, -LONGEST_DAYS);
    const known = first.data ?? today;
    const wanted = resolveDays({ ...address, days }, today, known < oldest ? oldest : known);
    const earliest = addDays(wanted.to, 1 - LONGEST_DAYS);
    const span = { from: wanted.from < earliest ? earliest : wanted.from, to: wanted.to };
    const asked: Asked = {
      ...span,
      tz: localZone(),
      source: splitList(address.source),
      project: splitList(address.project),
      model: splitList(address.model),
    };
    const isWaiting = (needsFirst && first.isPending) || (isUnasked && last.isPending);
    return { asked, before: isAll ? undefined : { ...asked, ...daysBefore(span) }, today, normal, isWaiting };
  }, [address, today, first.data, first.isPending, last.isPending, isAll, isUnasked, needsFirst, days, normal]);
}

/** The shortest span that reaches back to the newest activity, 30 days at least; all when none does. */
export function normalSpan(last: string | null | undefined, today: string): Span {
  if (last == null) return "30";
  return NORMAL.find((span) => last >= addDays(today, 1 - Number(span))) ?? "all";
}
