import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { SessionFilter } from "@/api/queries";
import { makeSession } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { serveProblem, serveSessions } from "@/testing/server";
import { SessionList } from "./SessionList";

const filter: SessionFilter = { sort: "updatedAt", order: "desc" };

function renderList(change: Partial<SessionFilter> = {}) {
  const onFilter = vi.fn();
  const onOpen = vi.fn();
  renderPiece(<SessionList filter={{ ...filter, ...change }} openId={undefined} onFilter={onFilter} onOpen={onOpen} firstRun={<p>First run</p>} />);
  return { onFilter, onOpen };
}

test("the list goes on by itself to its last page and says how many there are", async () => {
  serveSessions(["s1", "s2", "s3", "s4", "s5"].map((id) => makeSession(id)));
  renderList();
  expect(await screen.findByText("Session s5")).toBeTruthy();
  expect(screen.getByText("5 sessions")).toBeTruthy();
});

test("a session without a title is called untitled", async () => {
  serveSessions([makeSession("s1", { title: null })]);
  renderList();
  expect(await screen.findByText("Untitled")).toBeTruthy();
});

test("a head sorts by its column, and the other way round when it does already", async () => {
  serveSessions([makeSession("s1")]);
  const { onFilter } = renderList({ sort: "cost", order: "desc" });
  fireEvent.click(await screen.findByRole("button", { name: "Tokens" }));
  expect(onFilter).toHaveBeenLastCalledWith({ sort: "totalTokens", order: "desc" });
  fireEvent.click(screen.getByRole("button", { name: /Cost/ }));
  expect(onFilter).toHaveBeenLastCalledWith({ sort: "cost", order: "asc" });
});

test("typing narrows the list once the words rest", async () => {
  serveSessions([makeSession("s1")]);
  const { onFilter } = renderList();
  fireEvent.change(await screen.findByRole("textbox", { name: "Filter by title" }), { target: { value: "light" } });
  await waitFor(() => expect(onFilter).toHaveBeenCalledWith({ q: "light" }));
});

test("the filter goes out to the server as it is", async () => {
  const asked = serveSessions([makeSession("s1", { title: "The light" })]);
  renderList({ q: "light", source: "claude-code,opencode", sort: "cost", order: "asc" });
  await screen.findByText("The light");
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({ limit: "100", q: "light", source: "claude-code,opencode", sort: "cost", order: "asc" });
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

test("a failure is told in the server's words", async () => {
  serveProblem("/api/sessions", 400, "The cursor is not ours.");
  renderList();
  expect(await screen.findByText("The cursor is not ours.")).toBeTruthy();
});
