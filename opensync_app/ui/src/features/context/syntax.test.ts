import { expect, test } from "vitest";
import { hasField, literally, withoutField, withPiece } from "./syntax";

test("a field is taken out of the words with its quotes, whatever its case", () => {
  expect(withoutField('lamp project:"Old Harbour" oil', "project", "old harbour")).toBe("lamp oil");
  expect(withoutField("tool:Bash lamp", "tool", "bash")).toBe("lamp");
  expect(withoutField("lamp (tool:Bash OR oil)", "tool", "bash")).toBe("lamp ( OR oil)");
});

test("other fields and words that look like it stay", () => {
  expect(withoutField("project:a project:b https://x.example", "project", "a")).toBe("project:b https://x.example");
  expect(hasField("myproject:a", "project", "a")).toBe(false);
  expect(hasField("-project:a", "project", "b")).toBe(false);
});

test("a mended word is looked for as typed once it stands in quotes", () => {
  expect(literally("the Lmap is out", "lmap")).toBe('the "Lmap" is out');
});

test("a piece comes to the end", () => {
  expect(withPiece(" lamp ", "is:error")).toBe("lamp is:error");
  expect(withPiece("", "is:error")).toBe("is:error");
});
