import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "@/lib/address";
import { bulkFilter, isNarrowed, listFilter, readSessionsAddress } from "./address";

test("every state of the list survives the address", () => {
  const state = {
    q: "123 & more",
    sort: "cost" as const,
    order: "asc" as const,
    project: "harbour,sails%2C oars",
    days: "30" as const,
    minCost: "0.5",
    starred: "1" as const,
    automated: "1" as const,
    view: "timeline" as const,
  };
  expect(readSessionsAddress(parseSearch(stringifySearch(state)))).toMatchObject(state);
});

test("the default state has the short address", () => {
  expect(stringifySearch({ ...readSessionsAddress({ sort: "updatedAt", order: "desc", q: "", days: "all" }) })).toBe("");
});

test("an address that makes no sense falls back to the defaults", () => {
  expect(listFilter(readSessionsAddress({ sort: "colour", order: "up", q: 7, minCost: "much", from: "yesterday" }))).toEqual({
    sort: "updatedAt",
    order: "desc",
  });
});

test("names with commas in them stay whole", () => {
  expect(bulkFilter({ project: "sails%2C oars,harbour" })).toEqual({ project: ["sails, oars", "harbour"] });
});

test("days become moments of local days, the last one included", () => {
  const { since, until } = bulkFilter({ from: "2026-05-01", to: "2026-05-02" });
  expect(since).toBe(new Date(2026, 4, 1).getTime());
  expect(until).toBe(new Date(2026, 4, 3).getTime());
});

test("what is hidden as noise or sorted does not count as narrowing", () => {
  expect(isNarrowed({ sort: "cost", empty: "1", automated: "1", view: "timeline" })).toBe(false);
  expect(isNarrowed({ tag: "sea" })).toBe(true);
});
