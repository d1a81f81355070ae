import { expect, test } from "vitest";
import { readContextAddress } from "./address";
import { askOf, heldFilters, keptFilters } from "./asking";

const TODAY = "2026-11-23";

test("without choices hybrid sessions are asked for", () => {
  expect(askOf({ q: "  lamp " }, TODAY)).toEqual({ q: "lamp", type: "hybrid", level: "sessions" });
});

test("one value stands in quotes, so that its comma is not a separator; several are repeated", () => {
  const ask = askOf({ q: "a", project: "oil%2C wick", model: "m1,m2" }, TODAY);
  expect(ask.project).toEqual(['"oil, wick"']);
  expect(ask.model).toEqual(["m1", "m2"]);
});

test("days become moments: a span is open at its end, two days are whole", () => {
  expect(askOf({ q: "a", days: "7" }, TODAY)).toMatchObject({ since: new Date(2026, 10, 17).getTime() });
  expect(askOf({ q: "a", days: "7" }, TODAY)).not.toHaveProperty("until");
  expect(askOf({ q: "a", from: "2026-11-01", to: "2026-11-02" }, TODAY)).toMatchObject({
    since: new Date(2026, 10, 1).getTime(),
    until: new Date(2026, 10, 3).getTime(),
  });
});

test("every filter that holds can be dropped alone", () => {
  const held = heldFilters({ q: "a", project: "harbour", days: "30", type: "semantic" });
  expect(held).toEqual([
    { label: "Project", values: ["harbour"], drop: { project: undefined } },
    { label: "Days", values: [], drop: { days: undefined, from: undefined, to: undefined } },
  ]);
});

test("what is kept of an address leaves out what is looked at, picked or absent", () => {
  expect(keptFilters({ q: "a", at: "m1", pick: "m1", tool: "Bash", level: "messages" })).toEqual({ tool: "Bash", level: "messages" });
});

test("an address made by somebody else is read as far as it makes sense", () => {
  const read = readContextAddress({ q: "x", type: "magic", level: "messages", days: "3", from: "soon", budget: "many", format: "xml", pick: 7 });
  expect(Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))).toEqual({ q: "x", level: "messages", format: "xml" });
});
