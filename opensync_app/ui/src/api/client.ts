import createClient from "openapi-fetch";
import { asObject, textField } from "@/lib/json";
import type { paths } from "./generated/schema";

/** What went wrong, in the server's own words when it spoke. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;

  constructor(status: number, body: unknown) {
    const problem = asObject(body);
    super(textField(problem, "error") || `The server answered with status ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = textField(problem, "code");
    this.requestId = textField(problem, "request_id");
  }
}

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
});

/** The body of an answer, or an ApiError; a failed connection says so in words. */
export async function unwrap<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Error("The server does not answer. Is OpenSync still running?", { cause });
  });
  if (data === undefined) throw new ApiError(response.status, error);
  return data;
}

/** A refusal is final; a broken connection or a busy server is tried again. */
export function isWorthRetrying(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status < 500 && error.status !== 429;
  return !refused && failures < 2;
}
