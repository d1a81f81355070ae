import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { makeStatus } from "@/testing/factories";
import { renderPiece } from "@/testing/render";
import { serveStatus } from "@/testing/server";
import { FirstRun } from "./FirstRun";
import { ImportCard } from "./ImportCard";

const running = {
  ...makeStatus().import,
  state: "running",
  source: "claude-code",
  filesDone: 20,
  filesTotal: 121,
  tools: [
    { name: "claude-code", files: 118, filesDone: 20 },
    { name: "pi", files: 1, filesDone: 0 },
    { name: "codex-cli", files: 2, filesDone: 2 },
  ],
};

test("the tools of this machine are named with what waits, before anything of them is read", async () => {
  serveStatus({ sessions: 0, messages: 0, sources: [], import: running });
  renderPiece(<FirstRun />);
  const tools = await screen.findByRole("list", { name: "Tools on this machine" });
  expect([...tools.children].map((one) => one.textContent)).toEqual([
    expect.stringMatching(/Claude Code 20 of 118 files$/),
    expect.stringMatching(/Pi 0 of 1 file$/),
    expect.stringMatching(/Codex 2 files$/),
  ]);
});

test("an import says tool by tool how far it is, and nothing once it is over", async () => {
  serveStatus({ import: running });
  renderPiece(<ImportCard />);
  const tools = await screen.findByRole("list", { name: "Tools on this machine" });
  expect(tools.textContent).toContain("Claude Code 20 of 118 files");
});

test("what was never run has no card", async () => {
  serveStatus({});
  renderPiece(
    <>
      <ImportCard />
      <p>below</p>
    </>,
  );
  await screen.findByText("below");
  expect(screen.queryByRole("region", { name: "Import" })).toBeNull();
});
