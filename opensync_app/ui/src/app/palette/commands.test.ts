import { expect, test } from "vitest";
import { matchCommands, type Command } from "./commands";

const command = (name: string, words = ""): Command => ({ id: name, group: "Actions", name, words, icon: null, run: () => undefined });
const all = [command("Theme: dark", "night colour"), command("Sessions"), command("Keyboard shortcuts", "help"), command("Dark matter")];
const found = (typed: string): string[] => matchCommands(all, typed).map((one) => one.name);

test("without words everything is offered in its order", () => expect(found("  ")).toHaveLength(4));

test("every word must be found, wherever words begin", () => {
  expect(found("dark")).toEqual(["Dark matter", "Theme: dark"]);
  expect(found("the dar")).toEqual(["Theme: dark"]);
  expect(found("night theme")).toEqual(["Theme: dark"]);
  expect(found("help")).toEqual(["Keyboard shortcuts"]);
  expect(found("ession")).toEqual([]);
});
