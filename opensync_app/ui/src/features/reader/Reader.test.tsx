import type { QueryClient } from "@tanstack/react-query";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { makeMessage, makeReply, makeSession } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { serveParts, serveProblem, serveSession } from "@/testing/server";
import { Reader } from "./Reader";

const session = makeSession("s1", { title: "Mend the harbour light" });
const nothing = (): void => undefined;

function renderReader(target?: string): { client: QueryClient } {
  return renderPiece(<Reader id="s1" target={target} onTarget={nothing} onClose={nothing} />);
}

function serveNothing(status: number, words: string): void {
  for (const path of ["", "/messages", "/outline"]) serveProblem(`/api/sessions/s1${path}`, status, words);
}

test("a session shows its title, its prompt and its rendered answer", async () => {
  serveSession(session, [makeMessage("m1", "Why is it dark?"), makeReply("m2", [{ type: "text", content: "The **lamp** is out." }])]);
  renderReader();
  expect(await screen.findByRole("heading", { name: "Mend the harbour light" })).toBeTruthy();
  expect(await screen.findByText("Why is it dark?", { selector: "p" })).toBeTruthy();
  expect(screen.getByText("lamp").tagName).toBe("STRONG");
});

test("a tool call is one line until it is unfolded", async () => {
  serveSession(session, [
    makeReply("m1", [{ type: "tool-call", callId: "c1", content: { toolName: "Bash", args: { command: "light --on" } } }]),
    makeMessage("m2", "", { role: "tool", kind: "tool-result", parts: [{ type: "tool-result", callId: "c1", content: "no such lamp", isError: true }] }),
  ]);
  renderReader();
  const line = await screen.findByRole("button", { name: /Bash.*\$ light --on.*failed/ });
  expect(screen.queryByText("no such lamp")).toBeNull();
  fireEvent.click(line);
  expect(await screen.findByText("no such lamp")).toBeTruthy();
});

test("a link far down fetches the page of its message and no other", async () => {
  const messages = Array.from({ length: 950 }, (_, index) => makeMessage(`m${index}`, `Word ${index}`));
  serveSession(session, messages);
  const { client } = renderReader("m940");
  expect(await screen.findByText("Word 940", { selector: "p" })).toBeTruthy();
  const pages = client.getQueryCache().findAll({ queryKey: ["messages", "s1", "page"] }).map((query) => query.queryKey[3]);
  expect(pages).not.toContain(0);
  expect(pages.length).toBeLessThan(4);
});

test("a link to a message that is gone opens the beginning", async () => {
  serveSession(session, [makeMessage("m1", "Here I am")]);
  renderReader("m99");
  expect(await screen.findByText("Here I am", { selector: "p" })).toBeTruthy();
});

test("a cut text is loaded whole when it is asked for", async () => {
  const text = "light ".repeat(1000);
  const cut = makeMessage("m1", text, { parts: [{ type: "text", content: text, truncated: true, length: 6010 }] });
  serveSession(session, [cut], [makeMessage("m1", `${text}and more`)]);
  renderReader();
  fireEvent.click(await screen.findByRole("button", { name: "Show all 6,010 characters" }));
  await waitFor(() => expect(document.body.textContent).toContain("and more"));
});

test("a message of thousands of parts shows its first ones, and the next when they are asked for", async () => {
  const words = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ type: "text", content: `Part ${from + at}.` }));
  serveSession(session, [makeMessage("m1", "", { role: "assistant", kind: "reply", parts: words(0, 3), partsTotal: 8 })]);
  serveParts("m1", words(0, 8), 3);
  renderReader();
  fireEvent.click(await screen.findByRole("button", { name: "Show more: 3 of 8 parts are shown" }));
  expect(await screen.findByText("Part 5.")).toBeTruthy();
  fireEvent.click(await screen.findByRole("button", { name: "Show more: 6 of 8 parts are shown" }));
  expect(await screen.findByText("Part 7.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Show more/ })).toBeNull();
  expect(screen.getAllByText(/^Part \d\.$/).map((one) => one.textContent)).toEqual(words(0, 8).map((part) => part.content));
});

test("the browser's key for finding opens our own, which sees what is not drawn; the second time it is the browser's", async () => {
  serveSession(session, [makeMessage("m1", "Here I am")]);
  renderReader();
  await screen.findByText("Here I am", { selector: "p" });
  expect(fireEvent.keyDown(document.body, { key: "f", ctrlKey: true })).toBe(false);
  const field = await screen.findByRole("textbox", { name: "Find in session" });
  expect(fireEvent.keyDown(field, { key: "f", ctrlKey: true })).toBe(true);
});

test("an unknown session is said to be unknown", async () => {
  serveNothing(404, "There is no session with this id.");
  renderReader();
  expect(await screen.findByText("There is no session at this address")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Look in the trash" }).getAttribute("href")).toContain("trash=");
});

test("a failure is told in the server's words, with a way to try again", async () => {
  serveNothing(503, "The record is locked.");
  renderReader();
  expect(await screen.findByText("The record is locked.")).toBeTruthy();
  serveSession(session, [makeMessage("m1", "Back again")]);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Back again", { selector: "p" })).toBeTruthy();
});
