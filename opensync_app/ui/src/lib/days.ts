/** The spans that people choose from, in days; "all" is everything there is. */
export const SPANS = ["7", "14", "30", "60", "90", "all"] as const;
export type Span = (typeof SPANS)[number];

/** A span as the address says it: a number of days, or two days of one's own. */
export interface DayRange {
  days?: Span | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** First and last local day, both included; as 2026-11-23. */
export interface Days {
  from: string;
  to: string;
}

/** The zone whose days are meant; the browser's own. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** The local day of a moment. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The day so many days later (or earlier, when negative). */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
}

/** How many days stand from the first to the last, both counted. */
export function countDays({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** The span before, of the same length. */
export function daysBefore(days: Days): Days {
  const to = addDays(days.from, -1);
  return { from: addDays(to, 1 - countDays(days)), to };
}

/** The days that a choice means; `first` is the first day with anything, for "all". */
export function resolveDays(range: DayRange, today: string, first: string): Days {
  if (range.from !== undefined || range.to !== undefined) {
    const to = range.to ?? today;
    const from = range.from ?? first;
    return from <= to ? { from, to } : { from: to, to: from };
  }
  if (range.days === "all") return { from: first <= today ? first : today, to: today };
  return { from: addDays(today, 1 - Number(range.days ?? "30")), to: today };
}

/** The moments of the first and the last instant of local days, in epoch ms. */
export function momentsOf({ from, to }: Days): { since: number; until: number } {
  return { since: startOf(from), until: startOf(addDays(to, 1)) - 1 };
}

const sameYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const otherYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });

/** "Nov 23", with the year where it is not that of `beside`. */
export function formatDay(day: string, beside = dayOf(Date.now())): string {
  return (day.slice(0, 4) === beside.slice(0, 4) ? sameYear : otherYear).format(Date.parse(day));
}

/** "Nov 2026". */
export function formatMonth(day: string): string {
  return month.format(Date.parse(day));
}

/** "Oct 25 – Nov 23"; with both years where one of them is not this one. */
export function formatDays({ from, to }: Days): string {
  if (from === to) return formatDay(from);
  const beside = from.slice(0, 4) === to.slice(0, 4) ? undefined : "";
  return `${formatDay(from, beside)} – ${formatDay(to, beside)}`;
}

function startOf(day: string): number {
  const [year = 1970, monthNumber = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, monthNumber - 1, date).getTime();
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
