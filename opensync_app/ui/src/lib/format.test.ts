import { describe, expect, test } from "vitest";
import { baseName, formatAgo, formatCompact, formatCompactCost, formatCost, formatDuration, formatRoundCost, plural } from "./format";

describe("figures", () => {
  test.each([
    [0, "0"],
    [950, "950"],
    [1000, "1K"],
    [12_345, "12.3K"],
    [999_960, "1M"],
    [123_456, "123K"],
    [1_234_567, "1.2M"],
    [3_400_000_000, "3.4B"],
  ])("the count %d is shown as %s", (value, shown) => expect(formatCompact(value)).toBe(shown));

  test.each([
    [null, "–"],
    [0, "$0"],
    [0.01234, "$0.0123"],
    [12.345, "$12.35"],
    [12_345.6, "$12,345.60"],
  ])("the cost %s is shown as %s", (value, shown) => expect(formatCost(value)).toBe(shown));

  test.each([
    [0, "$0"],
    [0.0125, "$0.0125"],
    [0.5, "$0.5"],
    [12, "$12"],
    [250, "$250"],
    [2500, "$2.5K"],
  ])("on an axis %d dollars are %s", (value, shown) => expect(formatCompactCost(value)).toBe(shown));

  test.each([
    [0, "$0"],
    [0.0125, "$0.01"],
    [1150.7, "$1,150.70"],
    [12_345.6, "$12.3K"],
  ])("as a large figure %d dollars are %s", (value, shown) => expect(formatRoundCost(value)).toBe(shown));

  test.each([
    [null, "–"],
    [250, "250ms"],
    [42_000, "42s"],
    [200_000, "3m 20s"],
    [3_600_000, "1h"],
    [93_600_000, "1d 2h"],
  ])("the duration %s is shown as %s", (value, shown) => expect(formatDuration(value)).toBe(shown));

  test("an age is told in one unit, and as a date from a week on", () => {
    const now = new Date(2026, 4, 20, 12).getTime();
    expect(formatAgo(now - 500, now)).toBe("just now");
    expect(formatAgo(now - 90_000, now)).toBe("1m ago");
    expect(formatAgo(now - 3 * 86_400_000, now)).toBe("3d ago");
    expect(formatAgo(new Date(2026, 4, 2).getTime(), now)).toBe("May 2");
    expect(formatAgo(new Date(2025, 4, 2).getTime(), now)).toBe("May 2, 2025");
  });

  test("one thing is not many", () => {
    expect(plural(1, "message")).toBe("1 message");
    expect(plural(1200, "message")).toBe("1,200 messages");
  });

  test("the last folder is found in paths of both kinds", () => {
    expect(baseName("/home/me/harbour/")).toBe("harbour");
    expect(baseName("C:\\Users\\me\\harbour")).toBe("harbour");
  });
});
