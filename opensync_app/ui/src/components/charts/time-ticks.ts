const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TimeTick {
  at: number;
  label: string;
}

type Unit = "minute" | "hour" | "day" | "month" | "year";

/** Steps that people read, with about how long they last. */
const STEPS: [Unit, number, number][] = [
  ["minute", 1, MINUTE], ["minute", 5, 5 * MINUTE], ["minute", 15, 15 * MINUTE], ["minute", 30, 30 * MINUTE],
  ["hour", 1, HOUR], ["hour", 3, 3 * HOUR], ["hour", 6, 6 * HOUR], ["hour", 12, 12 * HOUR],
  ["day", 1, DAY], ["day", 2, 2 * DAY], ["day", 7, 7 * DAY], ["day", 14, 14 * DAY],
  ["month", 1, 30 * DAY], ["month", 3, 91 * DAY], ["month", 6, 182 * DAY], ["year", 1, 365 * DAY],
];

const clock = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const monthAndYear = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric" });
const month = new Intl.DateTimeFormat("en-US", { month: "short" });

/** Round local moments between two moments, at most `most` of them, with short names. */
export function timeTicks(from: number, to: number, most: number): TimeTick[] {
  if (to <= from || most < 1) return [];
  const [unit, count] = STEPS.find(([, , length]) => (to - from) / length <= most) ?? ["year", Math.ceil((to - from) / (365 * DAY) / most)];
  const ticks: TimeTick[] = [];
  for (let at = floor(from, unit, count); at <= to && ticks.length <= most + 1; at = next(at, unit, count)) {
    if (at >= from) ticks.push({ at, label: nameOf(at, unit, ticks.length === 0) });
  }
  return ticks;
}

function floor(at: number, unit: Unit, count: number): number {
  const date = new Date(at);
  const [year, month_, day_, hour] = [date.getFullYear(), date.getMonth(), date.getDate(), date.getHours()];
  if (unit === "minute") return new Date(year, month_, day_, hour, Math.floor(date.getMinutes() / count) * count).getTime();
  if (unit === "hour") return new Date(year, month_, day_, Math.floor(hour / count) * count).getTime();
  // Longer steps of days start on a Monday, so that they do not wander while the view moves.
  if (unit === "day") return new Date(year, month_, day_ - (count >= 7 ? (date.getDay() + 6) % 7 : 0)).getTime();
  if (unit === "month") return new Date(year, Math.floor(month_ / count) * count, 1).getTime();
  return new Date(Math.floor(year / count) * count, 0, 1).getTime();
}

function next(at: number, unit: Unit, count: number): number {
  const date = new Date(at);
  if (unit === "minute") return at + count * MINUTE;
  if (unit === "hour") return new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours() + count).getTime();
  if (unit === "day") return new Date(date.getFullYear(), date.getMonth(), date.getDate() + count).getTime();
  if (unit === "month") return new Date(date.getFullYear(), date.getMonth() + count, 1).getTime();
  return new Date(date.getFullYear() + count, 0, 1).getTime();
}

/** The first name of a line of months tells their year, as January does. */
function nameOf(at: number, unit: Unit, isFirst: boolean): string {
  const date = new Date(at);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  if ((unit === "minute" || unit === "hour") && !isMidnight) return clock.format(at);
  if (unit === "year" || (unit === "month" && date.getMonth() === 0)) return String(date.getFullYear());
  if (unit === "month") return (isFirst ? monthAndYear : month).format(at);
  return day.format(at);
}
