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
export function serveSessions(sessions: Session[], hidden = { empty: 0, automated: 0 }): URLSearchParams[] {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(at("/api/sessions"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const from = Number(query.get("cursor") ?? 0);
      const found = sessions.filter((one) => (one.title ?? "").toLowerCase().includes((query.get("q") ?? "").toLowerCase()));
      const nextCursor = from + 2 < found.length ? String(from + 2) : null;
      return HttpResponse.json({ sessions: found.slice(from, from + 2), nextCursor, total: found.length, hidden });
    }),
  );
  return asked;
}

/** Does nothing to many sessions, and keeps what was asked. */
export function serveBulk(): unknown[] {
  const deeds: unknown[] = [];
  server.use(
    http.post(at("/api/sessions/bulk"), async ({ request }) => {
      const body = (await request.json()) as { ids?: string[] };
      deeds.push(body);
      return HttpResponse.json({ changed: body.ids?.length ?? 0, ids: body.ids ?? [] });
    }),
  );
  return deeds;
}

/** Serves one session with its messages; pages are as large as they are asked for. The whole texts stand apart. */
export function serveSession(session: Session, messages: Message[], whole: Message[] = []): void {
  const path = `/api/sessions/${session.id}`;
  const page = (from: number, limit: number) => HttpResponse.json({ messages: messages.slice(from, from + limit), nextCursor: null, total: messages.length, offset: from });
  server.use(
    http.get(at(path), () => HttpResponse.json({ session, messages: [], nextCursor: null })),
    http.get(at(`${path}/messages`), ({ request }) => {
      const query = new URL(request.url).searchParams;
      const limit = Number(query.get("limit") ?? 200);
      const around = query.get("around");
      if (around === null) return page(query.get("from") === "end" ? Math.max(0, messages.length - limit) : Number(query.get("offset") ?? 0), limit);
      const place = messages.findIndex((message) => message.id === around);
      return place < 0 ? HttpResponse.json({ error: "Message not found", code: "not_found", request_id: "r1" }, { status: 404 }) : page(place, limit);
    }),
    http.get(at(`${path}/outline`), () =>
      HttpResponse.json({
        headings: messages.flatMap((message, number) =>
          message.kind === "prompt" ? [{ id: message.id, number, kind: message.kind, createdAt: message.createdAt, words: message.textContent ?? "" }] : [],
        ),
        isWhole: true,
        total: messages.length,
        steps: 1,
        contextTokens: 0,
        mostContextTokens: 0,
      }),
    ),
    http.get(at(`${path}/neighbours`), () => HttpResponse.json({ previous: null, next: null })),
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

/** Serves the parts of a large message, so many at a time. */
export function serveParts(message: string, parts: Message["parts"], count: number): void {
  server.use(
    http.get(at(`/api/messages/${message}/parts`), ({ request }) => {
      const offset = Number(new URL(request.url).searchParams.get("offset") ?? 0);
      return HttpResponse.json({ parts: parts.slice(offset, offset + count), offset, total: parts.length });
    }),
  );
}
