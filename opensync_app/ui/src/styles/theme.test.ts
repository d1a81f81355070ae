import { describe, expect, test } from "vitest";
import css from "./theme.css?raw";

/** WCAG 2.2 AA for text. */
const AA = 4.5;

type Colours = Record<string, string>;

function readTheme(selector: string): Colours {
  const block = new RegExp(`^${selector} \\{([^}]*)\\}`, "m").exec(css)?.[1] ?? "";
  return Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6,8});/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function channels(colour: string): number[] {
  return [1, 3, 5, 7].map((at) => parseInt(colour.slice(at, at + 2) || "ff", 16) / 255);
}

/** A colour with alpha, laid over an opaque one. */
function over(top: string, ground: number[]): number[] {
  const [r = 0, g = 0, b = 0, alpha = 1] = channels(top);
  return [r, g, b].map((value, index) => value * alpha + (ground[index] ?? 0) * (1 - alpha));
}

/** Relative luminance by WCAG 2.2. */
function luminance(colour: number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number[], b: number[]): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const themes = { tan: readTheme(":root"), dark: readTheme('\\[data-theme="dark"\\]') };
const grounds = ["page", "card", "menu", "code", "fill-soft", "fill"];
const words = ["ink", "muted", "dim", "accent-ink", "good", "bad", "warn"];
const hues = ["amber", "blue", "orange", "purple", "violet", "green", "cyan", "grey"];
const tokens = ["keyword", "string", "comment", "constant", "function", "parameter", "punctuation"];

describe.each(Object.entries(themes))("the %s theme", (_, colours) => {
  const of = (name: string): string => colours[name] ?? "";
  const solid = (name: string): number[] => over(of(name), [0, 0, 0]);

  test.each(words.flatMap((word) => grounds.map((ground) => [word, ground])))("%s is readable on %s", (word, ground) => {
    expect(contrast(solid(word), solid(ground))).toBeGreaterThanOrEqual(AA);
  });

  test.each(hues)("a %s badge is readable on a chosen row", (hue) => {
    for (const ground of ["page", "card", "fill"]) {
      expect(contrast(solid(`hue-${hue}`), over(of(`hue-${hue}-soft`), solid(ground)))).toBeGreaterThanOrEqual(AA);
    }
  });

  test.each(tokens)("code: %s is readable", (token) => {
    expect(contrast(solid(`tok-${token}`), solid("code"))).toBeGreaterThanOrEqual(AA);
  });

  test("changed lines and marked words are readable", () => {
    expect(contrast(solid("good"), over(of("good-soft"), solid("code")))).toBeGreaterThanOrEqual(AA);
    expect(contrast(solid("bad"), over(of("bad-soft"), solid("code")))).toBeGreaterThanOrEqual(AA);
    expect(contrast(solid("mark-ink"), solid("mark"))).toBeGreaterThanOrEqual(AA);
  });
});
