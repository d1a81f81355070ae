import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { makeResult, makeSession } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { serveSearch } from "@/testing/server";
import { SearchPage } from "./SearchPage";

const snippet = (messageId: string, html: string) => ({ messageId, html, role: "user" as const, kind: "prompt" as const, createdAt: 0 });

test("hits stand under their session, marked, and Enter opens the chosen one", async () => {
  const result = makeResult(makeSession("s1", { title: "The light" }), {
    snippets: [snippet("m1", "the <mark>lamp</mark> is out"), snippet("m2", "a new <mark>lamp</mark> &lt;b&gt;")],
  });
  serveSearch({ mode: "fulltext", total: 1, nextCursor: null, results: [result] });
  const onOpen = vi.fn();
  renderPiece(<SearchPage filter={{ q: "lamp" }} onOpen={onOpen} />);
  expect(await screen.findByText("1 session found")).toBeTruthy();
  expect(screen.getAllByText("lamp").map((one) => one.tagName)).toEqual(["MARK", "MARK"]);
  for (const key of ["j", "j", "Enter"]) fireEvent.keyDown(document.body, { key });
  expect(onOpen).toHaveBeenCalledWith("s1", "m2");
});

test("no hit is said with the words that were asked", async () => {
  serveSearch({ mode: "fulltext", total: 0, nextCursor: null, results: [] });
  renderPiece(<SearchPage filter={{ q: "unicorn" }} onOpen={vi.fn()} />);
  expect(await screen.findByText("Nothing found for “unicorn”")).toBeTruthy();
});

test("without words nothing is asked", async () => {
  renderPiece(<SearchPage filter={{ q: " " }} onOpen={vi.fn()} />);
  expect(await screen.findByText("Search everything that was said")).toBeTruthy();
});
