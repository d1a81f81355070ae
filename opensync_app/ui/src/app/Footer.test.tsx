import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { renderPiece } from "@/testing/render";
import { server, serveStatus } from "@/testing/server";
import { Footer } from "./Footer";

beforeEach(() => {
  const me = { user: { id: "u1", name: "Ada", role: "owner" }, version: "1.2.3", dataDir: null, serverUrl: window.location.origin };
  server.use(http.get(`${window.location.origin}/api/me`, () => HttpResponse.json(me)));
});

test("an index that is made anew is told with how far it is, also while the old one answers everything", async () => {
  serveStatus({ index: { state: "rebuilding", lag: 0, built: 0.428 } });
  renderPiece(<Footer />);
  expect(await screen.findByText("building search 42 %")).toBeTruthy();
});

test("an index that has everything is up to date", async () => {
  serveStatus({ index: { state: "ready", lag: 0, built: null } });
  renderPiece(<Footer />);
  expect(await screen.findByText("search up to date")).toBeTruthy();
});
