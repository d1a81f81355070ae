import type { SearchAsk } from "@/api/finding";
import { api, unwrap } from "@/api/client";

const SESSIONS = 10;

/** What the line that names a session takes of a block, in tokens; generously, for no budget is to be broken by it. */
const HEADING = 60;

export interface Filling {
  ids: string[];
  tokens: number;
  sessions: number;
}

/** The messages that the server would pack for a search, best first: as many as fit whole, and their tokens. */
export async function bestMessages(ask: SearchAsk, budget: number): Promise<Filling> {
  const { type, since, until } = ask;
  const period = { ...(since == null ? {} : { since }), ...(until == null ? {} : { until }) };
  const query = { q: withFields(ask), type, limit: SESSIONS, budget, format: "messages", ...period };
  const block = await unwrap(api.GET("/api/context", { params: { query } }));
  const messageIds = block.context.flatMap((one) => one.messageIds);
  if (messageIds.length === 0) return { ids: [], tokens: 0, sessions: 0 };
  // A search packs what is telling of a message; what is picked is packed whole, and may be longer.
  const { items } = await unwrap(api.POST("/api/context/preview", { body: { sessionIds: [], messageIds } }));
  return fitting(block.context.map((one) => one.messageIds), new Map(items.map((one) => [one.id, one.tokens])), budget);
}

/** Of messages by session, best first, those that fit into a budget, each with its session's heading. */
export function fitting(sessions: readonly (readonly string[])[], sizes: ReadonlyMap<string, number>, budget: number): Filling {
  const filling: Filling = { ids: [], tokens: 0, sessions: 0 };
  let room = budget;
  for (const ids of sessions) {
    let heading = HEADING;
    for (const id of ids) {
      const size = sizes.get(id);
      if (size === undefined || size + heading > room) continue;
      room -= size + heading;
      filling.sessions += heading > 0 ? 1 : 0;
      heading = 0;
      filling.ids.push(id);
      filling.tokens += size;
    }
  }
  return filling;
}

/** The words with the filters as fields: several values of one field are alternatives. */
export function withFields({ q, source, project, model, role, tool }: SearchAsk): string {
  const fields = Object.entries({ source, project, model, role, tool }).flatMap(([field, values = []]) =>
    values.map((value) => `${field}:"${value.replace(/^"(.*)"$/, "$1").replaceAll('"', "")}"`),
  );
  return [q, ...fields].join(" ");
}
