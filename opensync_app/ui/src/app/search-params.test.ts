import { expect, test } from "vitest";
import { parseSearch, readSearch, sessionFilter, stringifySearch } from "./search-params";

test("every state of the list survives the address", () => {
  const state = { source: "claude-code,opencode", q: "123 & more", sort: "cost" as const, order: "asc" as const, m: "m7" };
  expect(readSearch(parseSearch(stringifySearch(state)))).toEqual(state);
});

test("the default state has the short address", () => {
  expect(stringifySearch({ ...readSearch({ sort: "updatedAt", order: "desc", q: "" }) })).toBe("");
});

test("an address that makes no sense falls back to the defaults", () => {
  expect(sessionFilter(readSearch({ sort: "colour", order: "up", q: 7 }))).toEqual({ sort: "updatedAt", order: "desc", q: undefined, source: undefined });
});
