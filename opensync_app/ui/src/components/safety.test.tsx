import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Markdown } from "./Markdown";
import { Snippet } from "./Snippet";
import { readAnsi } from "@/lib/ansi";
import { safeLink } from "@/lib/links";

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)></svg>",
  "<iframe src='javascript:alert(1)'></iframe>",
  "[click](javascript:alert(1))",
  "[click](data:text/html,<script>alert(1)</script>)",
  "![pixel](https://example.org/pixel.png)",
  "<a href='javascript:alert(1)'>x</a>",
];

describe("words of others", () => {
  test.each(ATTACKS)("markdown makes nothing alive of %s", (attack) => {
    const { container } = render(<Markdown text={attack} />);
    expect(container.querySelector("script, img, svg, iframe, [onerror], [onload], a:not([href^='http'])")).toBeNull();
  });

  test("a good link opens elsewhere and tells the other side nothing", () => {
    render(<Markdown text="[docs](https://example.org/a)" />);
    const link = screen.getByRole("link", { name: "docs" });
    expect(link.getAttribute("href")).toBe("https://example.org/a");
    expect(link.getAttribute("rel")).toContain("noopener");
  });

  test("tables, task lists, struck words and bare links are read", () => {
    const { container } = render(<Markdown text={"| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- [x] done\n\n~~old~~ https://example.org/x"} />);
    expect(container.querySelectorAll("td")).toHaveLength(2);
    expect(container.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked).toBe(true);
    expect(container.querySelector("del")?.textContent).toBe("old");
    expect(container.querySelector("a")?.getAttribute("href")).toBe("https://example.org/x");
  });

  test("raw html stays readable as text", () => {
    const { container } = render(<Markdown text="use <b>bold</b> here" />);
    expect(container.textContent).toContain("use <b>bold</b> here");
  });

  test("a snippet marks its hits, and everything else in it is text", () => {
    const { container } = render(<Snippet html={"a &lt;img src=x&gt; <mark>hit</mark> <b>x</b> &amp;lt;"} />);
    expect(container.textContent).toBe("a <img src=x> hit <b>x</b> &lt;");
    expect([...container.querySelectorAll("*")].map((one) => `${one.tagName} ${one.textContent}`)).toEqual(["MARK hit"]);
  });

  test.each([
    ["https://example.org", true],
    ["mailto:me@example.org", true],
    ["javascript:alert(1)", false],
    [" java\nscript:alert(1)", false],
    ["data:text/html,x", false],
    ["file:///etc/passwd", false],
    ["/sessions", false],
  ])("the link %s is followed: %s", (address, followed) => expect(safeLink(address) !== undefined).toBe(followed));

  test("terminal control sequences colour or vanish, and never reach the page", () => {
    const pieces = readAnsi("\u001b[31mred\u001b[0m plain \u001b]8;;https://example.org\u0007link\u001b]8;;\u0007\u001b[2K\u001b[38;5;196mmany\u001b[39m");
    expect(pieces.map((piece) => piece.text).join("")).toBe("red plain linkmany");
    expect(pieces[0]?.colour).toBe(1);
    expect(pieces.at(-1)?.colour).toBeUndefined();
  });
});
