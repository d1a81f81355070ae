import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { makeSession } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { serveBulk, serveProblem, serveSessions } from "@/testing/server";
import type { SessionsAddress } from "./address";
import { ListFilters } from "./ListFilters";
import { SessionList } from "./SessionList";

function renderList(address: SessionsAddress & { source?: string } = {}) {
  const onChange = vi.fn();
  const onOpen = vi.fn();
  const onSearch = vi.fn();
  renderPiece(
    <>
      <ListFilters address={address} filter={{}} onChange={onChange} />
      <SessionList address={address} openId={undefined} onChange={onChange} onOpen={onOpen} onSearch={onSearch} firstRun={<p>First run</p>} />
    </>,
  );
  return { onChange, onOpen, onSearch };
}

test("the list goes on by itself to its last page and says how many there are", async () => {
  serveSessions(["s1", "s2", "s3", "s4", "s5"].map((id) => makeSession(id)));
  renderList();
  expect(await screen.findByText("Session s5")).toBeTruthy();
  expect(screen.getByRole("status").textContent).toBe("5 sessions");
});

test("a session without a title is called untitled", async () => {
  serveSessions([makeSession("s1", { title: null })]);
  renderList();
  expect(await screen.findByText("Untitled")).toBeTruthy();
});

test("a head sorts by its column, and the other way round when it does already", async () => {
  serveSessions([makeSession("s1")]);
  const { onChange } = renderList({ sort: "cost" });
  fireEvent.click(await screen.findByRole("button", { name: "Tokens" }));
  expect(onChange).toHaveBeenLastCalledWith({ sort: "totalTokens", order: undefined });
  fireEvent.click(screen.getByTitle("Sort by cost"));
  expect(onChange).toHaveBeenLastCalledWith({ sort: "cost", order: "asc" });
});

test("typing narrows the list once the words rest", async () => {
  serveSessions([makeSession("s1")]);
  const { onChange } = renderList();
  fireEvent.change(await screen.findByRole("textbox", { name: "Filter by title" }), { target: { value: "light" } });
  await waitFor(() => expect(onChange).toHaveBeenCalledWith({ q: "light" }));
});

test("the filter goes out to the server as it is", async () => {
  const asked = serveSessions([makeSession("s1", { title: "The light" })]);
  renderList({ q: "light", source: "claude-code,opencode", project: "a%2Cb", sort: "cost", order: "asc", starred: "1" });
  await screen.findByText("The light");
  expect([...(asked[0] ?? [])].sort()).toEqual([
    ["limit", "100"],
    ["order", "asc"],
    ["project", ""],
    ["project", "a,b"],
    ["q", "light"],
    ["sort", "cost"],
    ["source", "claude-code"],
    ["source", "opencode"],
    ["starred", "true"],
  ]);
});

test("j and Enter open a session without the mouse", async () => {
  serveSessions([makeSession("s1"), makeSession("s2")]);
  const { onOpen } = renderList();
  await screen.findByText("Session s2");
  for (const key of ["j", "j", "Enter"]) fireEvent.keyDown(document.body, { key });
  expect(onOpen).toHaveBeenCalledWith("s2");
});

test("an app without sessions shows the first run, a filter without hits does not", async () => {
  serveSessions([]);
  renderList();
  expect(await screen.findByText("First run")).toBeTruthy();
});

test("a filter without hits says so", async () => {
  serveSessions([makeSession("s1")]);
  renderList({ q: "nothing like it" });
  expect(await screen.findByText("No session matches")).toBeTruthy();
});

test("words that no title holds can be looked for in everything that was said", async () => {
  serveSessions([makeSession("s1")]);
  const { onSearch } = renderList({ q: "nothing like it" });
  fireEvent.click(await screen.findByRole("button", { name: "Search what was said" }));
  expect(onSearch).toHaveBeenCalledWith("nothing like it");
});

test("the first row is the one that Tab comes to, until another has been", async () => {
  serveSessions(["s1", "s2", "s3"].map((id) => makeSession(id)));
  renderList();
  await screen.findByText("Session s3");
  const stops = () => screen.getAllByRole("link", { name: /^Session/ }).map((link) => link.tabIndex);
  expect(stops()).toEqual([0, -1, -1]);
  for (const key of ["j", "j"]) fireEvent.keyDown(document.body, { key });
  expect(stops()).toEqual([-1, 0, -1]);
});

test("a failure is told in the server's words", async () => {
  serveProblem("/api/sessions", 400, "The cursor is not ours.");
  renderList();
  expect(await screen.findByText("The cursor is not ours.")).toBeTruthy();
});

test("what is hidden is said and can be shown", async () => {
  serveSessions([makeSession("s1")], { empty: 12, automated: 1 });
  const { onChange } = renderList();
  expect(await screen.findByText("12 empty sessions hidden")).toBeTruthy();
  expect(screen.getByText("1 automated session hidden")).toBeTruthy();
  fireEvent.click(screen.getAllByRole("button", { name: "Show" })[1] ?? document.body);
  expect(onChange).toHaveBeenCalledWith({ automated: "1" });
});

test("chosen sessions are done with in one go, and taken back", async () => {
  serveSessions(["s1", "s2", "s3"].map((id) => makeSession(id)));
  const deeds = serveBulk();
  renderList();
  fireEvent.click(await screen.findByRole("checkbox", { name: "Choose Session s1" }));
  fireEvent.click(await screen.findByRole("checkbox", { name: "Choose Session s3" }), { shiftKey: true });
  expect(screen.getByText("3 chosen")).toBeTruthy();
  fireEvent.click(within(screen.getByRole("toolbar")).getByRole("button", { name: "Trash" }));
  await waitFor(() => expect(deeds).toEqual([{ ids: ["s1", "s2", "s3"], action: "trash" }]));
});

test("everything that matches can be chosen, and goes out as the filter", async () => {
  serveSessions(["s1", "s2", "s3", "s4"].map((id) => makeSession(id)));
  const deeds = serveBulk();
  renderList({ tag: "sea" });
  fireEvent.click(await screen.findByRole("checkbox", { name: "Choose Session s1" }));
  fireEvent.click(screen.getByRole("button", { name: "Choose all 4" }));
  fireEvent.click(screen.getByRole("button", { name: "Star" }));
  await waitFor(() => expect(deeds).toEqual([{ filter: { tag: ["sea"] }, action: "star" }]));
});
