import { expect, test } from "vitest";
import type { SavedSearch } from "@/api/saved-searches";
import type { SharedContextAddress } from "./address";
import { addressOf, isSameSearch, wishOf } from "./saved";

function kept(address: SharedContextAddress): SavedSearch {
  return { ...wishOf(address, "Lamps"), id: "q1", createdAt: 1, lastUsedAt: null, useCount: 0 };
}

test("what was saved comes back as it was, and drops the filters of the page", () => {
  const address = { q: "lamp", type: "semantic", level: "messages", project: "harbour", source: "pi", days: "30", budget: "4000", format: "xml" } as const;
  const before: SharedContextAddress = { model: "m1", pick: "m3", at: "m3" };
  const after = { ...before, ...addressOf(kept({ ...address, pick: "m9", at: "m8" })) };
  expect(Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined))).toEqual({ ...address, pick: "m3" });
});

test("the page knows the saved search that it shows", () => {
  const saved = kept({ q: "lamp", tool: "Bash" });
  expect(isSameSearch(saved, { tool: "Bash", q: "lamp ", pick: "m1", format: "plain" })).toBe(true);
  expect(isSameSearch(saved, { q: "lamp" })).toBe(false);
  expect(isSameSearch(saved, { q: "lamp", tool: "Bash", type: "fulltext" })).toBe(false);
});

test("filters that somebody else saved are read as an address is", () => {
  const strange = { ...kept({ q: "lamp" }), filters: { level: "galaxies", project: 7, source: ["pi"], pick: "m1" } };
  expect(addressOf(strange)).toMatchObject({ q: "lamp", level: undefined, project: undefined, source: undefined });
  expect(addressOf(strange)).not.toHaveProperty("pick");
});
