import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import type { Message, SearchPage, Session, Status } from "@/api/types";
import { makeStatus } from "./factories";

const at = (path: string): string => `${window.location.origin}${path}`;

/** Answers like the real server; each test says what there is. */
export const server = setupServer(http.get(at("/api/status"), () => HttpResponse.json(makeStatus())));

export function serveStatus(status: Partial<Status>): void {
  server.use(http.get(at("/api/status"), () => HttpResponse.json(makeStatus(status))));
}

/** Serves these sessions, two on a page, and keeps the queries that were asked. */
export function serveSessions(sessions: Session[]): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at("/api/sessions"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const from = Number(query.get("cursor") ?? 0);
      const found = sessions.filter((one) => (one.title ?? "").toLowerCase().includes((query.get("q") ?? "").toLowerCase()));
      const nextCursor = from + 2 < found.length ? String(from + 2) : null;
      return HttpResponse.json({ sessions: found.slice(from, from + 2), nextCursor, total: found.length });
    }),
  );
  return asked;
}

/** Serves one session with its messages in pages of the given size; the whole texts stand apart. */
export function serveSession(session: Session, messages: Message[], pageSize = 200, whole: Message[] = []): void {
  server.use(
    http.get(at(`/api/sessions/${session.id}`), () => HttpResponse.json({ session, messages: [], nextCursor: null })),
    http.get(at(`/api/sessions/${session.id}/messages`), ({ request }) => {
      const from = Number(new URL(request.url).searchParams.get("cursor") ?? 0);
      const nextCursor = from + pageSize < messages.length ? String(from + pageSize) : null;
      return HttpResponse.json({ messages: messages.slice(from, from + pageSize), nextCursor, total: messages.length });
    }),
    ...whole.map((message) => http.get(at(`/api/messages/${message.id}`), () => HttpResponse.json(message))),
  );
}

export function serveSearch(page: SearchPage): void {
  server.use(http.get(at("/api/search"), () => HttpResponse.json(page)));
}

/** Answers a path with an error in the server's shape. */
export function serveProblem(path: string, status: number, error: string): void {
  server.use(http.get(at(path), () => HttpResponse.json({ error, code: "problem", request_id: "r1" }, { status })));
}
