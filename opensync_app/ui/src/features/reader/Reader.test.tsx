import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { makeMessage, makeReply, makeSession } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { serveProblem, serveSession } from "@/testing/server";
import { Reader } from "./Reader";

const session = makeSession("s1", { title: "Mend the harbour light" });
const nothing = (): void => undefined;

function renderReader(target?: string): void {
  renderPiece(<Reader id="s1" target={target} onTarget={nothing} onClose={nothing} />);
}

test("a session shows its title, its prompt and its rendered answer", async () => {
  serveSession(session, [makeMessage("m1", "Why is it dark?"), makeReply("m2", [{ type: "text", content: "The **lamp** is out." }])]);
  renderReader();
  expect(await screen.findByRole("heading", { name: "Mend the harbour light" })).toBeTruthy();
  expect(await screen.findByText("Why is it dark?")).toBeTruthy();
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
  expect(screen.getByText("no such lamp")).toBeTruthy();
});

test("pages are fetched until the wanted message is there", async () => {
  const messages = Array.from({ length: 7 }, (_, index) => makeMessage(`m${index + 1}`, `Word ${index + 1}`));
  serveSession(session, messages, 2);
  renderReader("m7");
  expect(await screen.findByText("Word 7", { selector: "p" })).toBeTruthy();
});

test("a cut text is loaded whole when it is asked for", async () => {
  const text = "light ".repeat(1000);
  const cut = makeMessage("m1", text, { parts: [{ type: "text", content: text, truncated: true, length: 6010 }] });
  serveSession(session, [cut], 200, [makeMessage("m1", `${text}and more`)]);
  renderReader();
  fireEvent.click(await screen.findByRole("button", { name: "Show all 6,010 characters" }));
  await waitFor(() => expect(document.body.textContent).toContain("and more"));
});

test("an unknown session is said to be unknown", async () => {
  serveProblem("/api/sessions/s1", 404, "There is no session with this id.");
  renderReader();
  expect(await screen.findByText("There is no session at this address")).toBeTruthy();
});

test("a failure is told in the server's words, with a way to try again", async () => {
  serveProblem("/api/sessions/s1", 503, "The record is locked.");
  renderReader();
  expect(await screen.findByText("The record is locked.")).toBeTruthy();
  serveSession(session, [makeMessage("m1", "Back again")]);
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Back again")).toBeTruthy();
});
