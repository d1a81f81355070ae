import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { splitList } from "@/lib/address";
import { useToday } from "@/lib/clock";
import { addDays, daysBefore, localZone, resolveDays } from "@/lib/days";
import type { OverviewAddress } from "./address";
import { firstDayQuery, type Asked } from "./queries";

/** The server looks back no further. */
const LONGEST_DAYS = 3650;

export type PageAddress = OverviewAddress & { source?: string | undefined };

export interface Question {
  asked: Asked;
  /** The same for the span before; undefined when everything is asked, as nothing stands before that. */
  before: Asked | undefined;
  today: string;
  /** The first day is still looked up. */
  isWaiting: boolean;
}

/** What the address asks, in local days. */
export function useAsked(address: PageAddress): Question {
  const today = useToday();
  const isAll = address.days === "all" && address.from === undefined;
  const needsFirst = isAll || (address.to !== undefined && address.from === undefined);
  const first = useQuery({ ...firstDayQuery, enabled: needsFirst });
  return useMemo(() => {
    const oldest = addDays(today, -LONGEST_DAYS);
    const known = first.data ?? today;
    const wanted = resolveDays(address, today, known < oldest ? oldest : known);
    const earliest = addDays(wanted.to, 1 - LONGEST_DAYS);
    const days = { from: wanted.from < earliest ? earliest : wanted.from, to: wanted.to };
    const asked: Asked = {
      ...days,
      tz: localZone(),
      source: address.source?.split(",") ?? [],
      project: splitList(address.project),
      model: splitList(address.model),
    };
    return { asked, before: isAll ? undefined : { ...asked, ...daysBefore(days) }, today, isWaiting: needsFirst && first.isPending };
  }, [address, today, first.data, first.isPending, isAll, needsFirst]);
}
