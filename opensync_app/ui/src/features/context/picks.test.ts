import { expect, test } from "vitest";
import { joinPicks, MOST_PICKS, readBudget, readPicks, splitPicks, togglePick } from "./picks";

test("picked ids are read in their order; strange and double ones are passed over", () => {
  expect(readPicks("m2,s1,m2,x9,m,<script>,m-1,m7")).toEqual(["m2", "s1", "m7"]);
  expect(readPicks(undefined)).toEqual([]);
});

test("picking twice is not picking", () => {
  const once = togglePick(["s1"], "m2");
  expect(once).toEqual(["s1", "m2"]);
  expect(togglePick(once, "m2")).toEqual(["s1"]);
  expect(joinPicks([])).toBeUndefined();
});

test("there is a bound", () => {
  const many = Array.from({ length: MOST_PICKS }, (_, index) => `m${index}`);
  expect(togglePick(many, "m999999")).toEqual(many);
  expect(readPicks([...many, "m999999"].join(","))).toHaveLength(MOST_PICKS);
});

test("sessions and messages go their own ways to the server", () => {
  expect(splitPicks(["m2", "s1", "m7"])).toEqual({ sessions: ["s1"], messages: ["m2", "m7"] });
});

test("a budget is a whole number that the server takes, else the usual one", () => {
  expect(["500", "1.6", "0", "-4", "1e9", "x", undefined].map(readBudget)).toEqual([500, 2, 8000, 8000, 100_000, 8000, 8000]);
});
