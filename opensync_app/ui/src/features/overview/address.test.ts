import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "@/lib/address";
import { readOverviewAddress } from "./address";
import { changeOf } from "./Stats";

test("every state of the overview survives the address", () => {
  const state = {
    days: "90" as const,
    from: "2026-07-01",
    to: "2026-07-31",
    measure: "cost" as const,
    per: "week" as const,
    by: "source" as const,
    sum: "1" as const,
    project: "a%2Cb,c",
    model: "vendor/claude-opus-4-5",
  };
  expect(readOverviewAddress(parseSearch(stringifySearch(state)))).toEqual(state);
});

test("the default state has the short address, and nonsense is the default", () => {
  const raw = { days: "31", measure: "tokens", per: "hour", by: "model", sum: "0", from: "yesterday", project: "" };
  expect(stringifySearch({ ...readOverviewAddress(raw) })).toBe("");
});

test("a change is a share of what was before, and nothing where nothing was", () => {
  expect(changeOf(15, 10)).toBe(0.5);
  expect(changeOf(0, 10)).toBe(-1);
  expect(changeOf(3, 0)).toBeNull();
});
