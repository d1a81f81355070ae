import { configure, fireEvent, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import type { SearchPage } from "@/api/types";
import { makeResult, makeSession } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { server, serveSessions, serveStatus } from "@/testing/server";
import type { SharedContextAddress } from "./address";
import { Finder } from "./Finder";

configure({ asyncUtilTimeout: 5000 });

const at = (path: string): string => `${window.location.origin}${path}`;

const snippet = (messageId: string, html: string) => ({ messageId, html, role: "user" as const, kind: "prompt" as const, createdAt: 0, why: "words" as const });

function makePage(change: Partial<SearchPage>): SearchPage {
  const query = { terms: [], filters: {}, corrected: [], ignored: [] };
  const base = { mode: "hybrid", requestedMode: "hybrid", reason: null, coverage: null, total: 0, totalIsEstimate: false, facets: null, query, nextCursor: null, results: [] } as const;
  return { ...base, results: [], ...change };
}

/** Answers searches, and says what was asked. */
function serve(page: SearchPage): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  serveSessions([]);
  server.use(
    http.get(at("/api/saved-searches"), () => HttpResponse.json({ savedSearches: [], nextCursor: null })),
    http.post(at("/api/context/preview"), () => HttpResponse.json({ items: [{ id: "m1", tokens: 9000 }], tokens: 9000, tokenizer: "o200k_base" })),
    http.get(at("/api/search"), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json(page);
    }),
  );
  return asked;
}

function Page({ first, onOpen }: { first: SharedContextAddress; onOpen: () => void }) {
  const [address, setAddress] = useState(first);
  return <Finder address={address} onChange={(change) => setAddress({ ...address, ...change })} onOpen={onOpen} renderExcerpt={() => "excerpt"} />;
}

function show(first: SharedContextAddress) {
  const onOpen = vi.fn();
  renderPiece(<Page first={first} onOpen={onOpen} />);
  return onOpen;
}

const TWO = makePage({
  total: 2,
  results: [
    makeResult(makeSession("s1", { title: "The light" }), { snippets: [snippet("m1", "the <mark>lamp</mark> is out"), snippet("m2", "a <mark>lamp</mark> &lt;b&gt;")] }),
    makeResult(makeSession("s2", { title: "Lamp" }), { matchedIn: ["title"] }),
  ],
});

test("hits stand under their session, marked as text", async () => {
  serve(TWO);
  show({ q: "lamp" });
  expect(await screen.findByText("2 sessions")).toBeTruthy();
  expect(screen.getAllByText("lamp").map((one) => one.tagName)).toEqual(["MARK", "MARK"]);
  expect(screen.getByText(/<b>/)).toBeTruthy();
});

test("the keys walk, pick and open", async () => {
  serve(TWO);
  const onOpen = show({ q: "lamp" });
  await screen.findByText("2 sessions");
  fireEvent.keyDown(document.body, { key: "x" });
  expect(await screen.findByText("9,000 of 8,000 tokens")).toBeTruthy();
  expect(screen.getByText("1 picked")).toBeTruthy();
  fireEvent.keyDown(document.body, { key: "Enter" });
  expect(onOpen).toHaveBeenCalledWith("s1", "m1");
});

test("the mode that was really used is said with its reason", async () => {
  serveStatus({ semantic: { state: "building", covered: 0, total: 5, model: "small", problem: null } });
  serve({ ...TWO, mode: "fulltext", reason: "Search by meaning is switched off." });
  show({ q: "lamp" });
  expect(await screen.findByText(/Searched by words instead of by words and meaning\. Search by meaning is switched off\./)).toBeTruthy();
});

test("where meaning is switched off nobody offers it, and no search is called second best", async () => {
  serveStatus({ semantic: { state: "off", covered: 0, total: 0, model: "", problem: null } });
  serve(makePage({ mode: "fulltext", requestedMode: "hybrid", reason: "Search by meaning is switched off." }));
  show({ q: "unicorn" });
  expect(await screen.findByText("Nothing found for “unicorn”")).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole("radio", { name: "Semantic" })).toBeNull());
  expect(screen.queryByText(/instead of/)).toBeNull();
  serve(makePage({ mode: "fulltext", requestedMode: "fulltext" }));
  show({ q: "unicorns", type: "fulltext" });
  expect(await screen.findByText("Nothing found for “unicorns”")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Search by meaning too" })).toBeNull();
});

test("where there is meaning a search by words leads to it", async () => {
  serveStatus({ semantic: { state: "ready", covered: 5, total: 5, model: "small", problem: null } });
  const asked = serve(makePage({ mode: "fulltext", requestedMode: "fulltext" }));
  show({ q: "unicorn", type: "fulltext" });
  fireEvent.click(await screen.findByRole("button", { name: "Search by meaning too" }));
  await waitFor(() => expect(asked.at(-1)?.get("type")).toBe("hybrid"));
});

test("no hit is said with the words that were asked, and ways on", async () => {
  const asked = serve(makePage({ mode: "fulltext", requestedMode: "fulltext" }));
  show({ q: "unicorn", type: "fulltext", project: "harbour" });
  expect(await screen.findByText("Nothing found for “unicorn”")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Without project harbour" }));
  await waitFor(() => expect(asked.at(-1)?.has("project")).toBe(false));
});

test("why nothing was near is said beside it", async () => {
  serve(makePage({ mode: "semantic", requestedMode: "semantic", reason: "Nothing comes near in meaning." }));
  show({ q: "xqzvw", type: "semantic" });
  expect(await screen.findByText("Nothing comes near in meaning.")).toBeTruthy();
});

test("a mended word can be looked for as it was typed", async () => {
  const asked = serve({ ...TWO, query: { terms: ["lmap"], filters: {}, corrected: [{ typed: "lmap", used: "lamp" }], ignored: [] } });
  show({ q: "lmap" });
  fireEvent.click(await screen.findByRole("button", { name: "Search for “lmap” as typed" }));
  await waitFor(() => expect(asked.some((one) => one.get("q") === '"lmap"')).toBe(true));
});

test("without words nothing is asked", async () => {
  const asked = serve(TWO);
  show({ q: " " });
  expect(await screen.findByText("Search everything that was said")).toBeTruthy();
  expect(asked).toEqual([]);
});

test("an index that is not ready says so and can be asked again", async () => {
  serve(TWO);
  const refusal = { error: "The search index is being built.", code: "unavailable", request_id: "r1" };
  server.use(http.get(at("/api/search"), () => HttpResponse.json(refusal, { status: 503 })));
  show({ q: "lamp" });
  expect(await screen.findByText("The search index is not ready")).toBeTruthy();
  serve(TWO);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("2 sessions")).toBeTruthy();
});
