import { describe, expect, test } from "vitest";
import { joinList, parseSearch, readChoice, readDay, readNumber, readSwitch, readText, splitList, stringifySearch } from "./address";

describe("the address", () => {
  test("plain words survive it, whatever they look like", () => {
    const state = { q: "123 & more", source: "claude-code,opencode", on: "true", list: "a%2Cb" };
    expect(parseSearch(stringifySearch(state))).toEqual(state);
  });

  test.each([[["a", "b"]], [["a,b", "c"]], [["50%", "%2C", "x"]], [["C:\\work", "/home/me/a, b"]]])("the list %j survives it", (values) => {
    const query = stringifySearch({ list: joinList(values) });
    expect(splitList(readText(parseSearch(query), "list"))).toEqual(values);
  });

  test("an empty list and an absent one are the same", () => {
    expect(joinList([])).toBeUndefined();
    expect(splitList(undefined)).toEqual([]);
  });

  test("what makes no sense is absent", () => {
    const raw = { sort: "colour", open: "yes", cost: "cheap", from: "2026-13-40", day: "2026-11-23", n: "1e3", empty: "", wrong: 7 };
    expect(readChoice(raw, "sort", ["cost"])).toBeUndefined();
    expect(readSwitch(raw, "open")).toBeUndefined();
    expect(readNumber(raw, "cost")).toBeUndefined();
    expect(readDay(raw, "from")).toBeUndefined();
    expect(readText(raw, "empty")).toBeUndefined();
    expect(readText(raw, "wrong")).toBeUndefined();
    expect(readDay(raw, "day")).toBe("2026-11-23");
    expect(readNumber(raw, "n")).toBe("1e3");
    for (const day of ["2026-02-31", "2025-02-29", "0001-01-01", "9999-12-31"]) expect(readDay({ day }, "day")).toBeUndefined();
    expect(readDay({ day: "2028-02-29" }, "day")).toBe("2028-02-29");
  });
});
