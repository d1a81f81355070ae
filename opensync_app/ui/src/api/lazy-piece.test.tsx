import { act, fireEvent, screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { renderPiece } from "@/testing/render";
import { server } from "@/testing/server";
import { lazyPiece } from "./lazy-piece";

test("a script that does not arrive is said, the rest stays, and it can be asked for again", async () => {
  server.use(http.get(`${window.location.origin}/api/status`, () => HttpResponse.error()));
  let asked = 0;
  const Piece = lazyPiece(async () => {
    await Promise.resolve();
    if (++asked === 1) throw new TypeError("Failed to fetch dynamically imported module");
    return () => <p>The piece</p>;
  });
  renderPiece(
    <>
      <p>The rest</p>
      <ErrorBoundary resetKey="">
        <Suspense>
          <Piece />
        </Suspense>
      </ErrorBoundary>
    </>,
  );
  expect(await screen.findByRole("alert")).toBeTruthy();
  expect(screen.getByText("The rest")).toBeTruthy();
  expect(asked).toBe(1);
  await new Promise((done) => setTimeout(done, 700));
  // Asked within, so that React goes on once the script is here.
  await act(async () => {
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await Promise.resolve();
  });
  expect(await screen.findByText("The piece")).toBeTruthy();
  expect(asked).toBe(2);
});

test("what was fetched ahead is there at once", async () => {
  const Piece = lazyPiece(() => Promise.resolve(() => <p>Ahead</p>));
  await Piece.preload();
  renderPiece(<Piece />);
  expect(await screen.findByText("Ahead")).toBeTruthy();
});
