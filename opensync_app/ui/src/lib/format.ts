const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = new Intl.NumberFormat("en-US");
const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const sameYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const otherYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const full = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

/** 1234567 -> "1,234,567". */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** A count in at most four signs: 950, 12.3K, 1.2M, 3.4B. */
export function formatCompact(value: number): string {
  const steps: [number, string][] = [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "K"],
  ];
  for (const [step, letter] of steps) {
    // 999,950 would round to "1000.0K", so the next letter takes over a little early.
    if (value >= step * 0.99995) return `${trimZero((value / step).toFixed(value >= step * 100 ? 0 : 1))}${letter}`;
  }
  return String(Math.round(value));
}

function trimZero(digits: string): string {
  return digits.replace(/\.0$/, "");
}

/** US dollars; four places below one dollar, as small sessions cost cents. Unknown is a dash. */
export function formatCost(value: number | null | undefined): string {
  if (value == null) return "–";
  if (value === 0) return "$0";
  return `$${value >= 1 ? money.format(value) : value.toFixed(4)}`;
}

/** US dollars with cents, for a large figure: $0, $0.05, $1,150.70, $12.3K. */
export function formatRoundCost(value: number): string {
  if (value === 0 || value >= 10_000) return `$${formatCompact(value)}`;
  return `$${money.format(value)}`;
}

/** US dollars in at most five signs, for an axis: $0.05, $12, $1.2K. */
export function formatCompactCost(value: number): string {
  if (value === 0 || value >= 1000) return `$${formatCompact(value)}`;
  return `$${trimZeros(value.toFixed(value < 0.1 ? 4 : 2))}`;
}

function trimZeros(digits: string): string {
  return digits.replace(/\.?0+$/, "");
}

/** Milliseconds as the two largest units: 42s, 3m 20s, 1h 3m, 2d 4h. Unknown is a dash. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms == null || ms <= 0) return "–";
  if (ms < SECOND) return `${Math.round(ms)}ms`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < HOUR) return pair(ms, MINUTE, "m", SECOND, "s");
  if (ms < DAY) return pair(ms, HOUR, "h", MINUTE, "m");
  return pair(ms, DAY, "d", HOUR, "h");
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)}${largeUnit}${rest > 0 ? ` ${rest}${smallUnit}` : ""}`;
}

/** How long ago, in one unit; from a week on the date. */
export function formatAgo(at: number, now: number): string {
  const age = now - at;
  if (age < 2 * SECOND) return "just now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)}s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h ago`;
  if (age < 7 * DAY) return `${Math.floor(age / DAY)}d ago`;
  return formatDate(at, now);
}

/** The day in local time, with the year when it is not this one. */
export function formatDate(at: number, now: number): string {
  const date = new Date(at);
  return date.getFullYear() === new Date(now).getFullYear() ? sameYear.format(date) : otherYear.format(date);
}

/** Hours and minutes in local time. */
export function formatClock(at: number): string {
  return clock.format(at);
}

/** Date and time in full, for tooltips. */
export function formatMoment(at: number): string {
  return full.format(at);
}

/** "1 message", "2 messages", "2 replies". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

/** The last folder of a path of either kind of slash. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).pop() ?? path;
}
