import { describe, expect, test } from "vitest";
import { addDays, countDays, dayOf, daysBefore, formatDays, momentsOf, resolveDays } from "./days";

const TODAY = "2026-11-23";
const FIRST = "2026-03-05";

describe("the days that are meant", () => {
  test.each([
    [{}, { from: "2026-10-25", to: TODAY }],
    [{ days: "7" as const }, { from: "2026-11-17", to: TODAY }],
    [{ days: "all" as const }, { from: FIRST, to: TODAY }],
    [{ from: "2026-02-27", to: "2026-03-02" }, { from: "2026-02-27", to: "2026-03-02" }],
    [{ from: "2026-03-02", to: "2026-02-27" }, { from: "2026-02-27", to: "2026-03-02" }],
    [{ from: "2026-11-01" }, { from: "2026-11-01", to: TODAY }],
    [{ to: "2026-04-01" }, { from: FIRST, to: "2026-04-01" }],
  ])("by %j", (range, days) => expect(resolveDays(range, TODAY, FIRST)).toEqual(days));

  test("the span before is as long and ends where this one begins", () => {
    const days = { from: "2026-02-20", to: "2026-03-05" };
    const before = daysBefore(days);
    expect(countDays(before)).toBe(countDays(days));
    expect(addDays(before.to, 1)).toBe(days.from);
  });

  test("the moments of days are their first and last in local time", () => {
    const { since, until } = momentsOf({ from: "2026-03-28", to: "2026-03-29" });
    expect(dayOf(since)).toBe("2026-03-28");
    expect(dayOf(since - 1)).toBe("2026-03-27");
    expect(dayOf(until)).toBe("2026-03-29");
    expect(dayOf(until + 1)).toBe("2026-03-30");
  });

  test("are told shortly", () => {
    const year = String(new Date().getFullYear());
    expect(formatDays({ from: `${year}-02-01`, to: `${year}-02-01` })).toBe("Feb 1");
    expect(formatDays({ from: `${year}-02-01`, to: `${year}-03-05` })).toBe("Feb 1 – Mar 5");
    expect(formatDays({ from: "2019-12-31", to: `${year}-02-01` })).toBe(`Dec 31, 2019 – Feb 1, ${year}`);
    expect(formatDays({ from: "2019-12-31", to: "2020-01-02" })).toBe("Dec 31, 2019 – Jan 2, 2020");
  });
});
