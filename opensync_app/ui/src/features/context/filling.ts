import type { SearchAsk } from "@/api/finding";
import { api, unwrap } from "@/api/client";

const SESSIONS = 10;

/** The ids of the messages that the server would pack for a search, best first, and their tokens. */
export async function bestMessages(ask: SearchAsk, budget: number): Promise<{ ids: string[]; tokens: number; sessions: number }> {
  const { type, since, until } = ask;
  const period = { ...(since == null ? {} : { since }), ...(until == null ? {} : { until }) };
  const query = { q: withFields(ask), type, limit: SESSIONS, budget, format: "messages", ...period };
  const block = await unwrap(api.GET("/api/context", { params: { query } }));
  return { ids: block.context.flatMap((one) => one.messageIds), tokens: block.tokens, sessions: block.sessionCount };
}

/** The words with the filters as fields: several values of one field are alternatives. */
export function withFields({ q, source, project, model, role, tool }: SearchAsk): string {
  const fields = Object.entries({ source, project, model, role, tool }).flatMap(([field, values = []]) =>
    values.map((value) => `${field}:"${value.replace(/^"(.*)"$/, "$1").replaceAll('"', "")}"`),
  );
  return [q, ...fields].join(" ");
}
