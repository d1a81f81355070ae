import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { spelt, type ListFilter } from "./session-lists";

const path = (id: string) => ({ path: { session_id: id } });

/** What a person gives a session; absent stays, null clears. */
export interface SessionEdit {
  title?: string | null;
  tags?: string[];
  starred?: boolean;
  note?: string | null;
  evalReady?: boolean;
}

export function editSession(id: string, body: SessionEdit) {
  return unwrap(api.PATCH("/api/sessions/{session_id}", { params: path(id), body }));
}

/** Puts a session and its sub-agents into the trash. */
export function trashSession(id: string) {
  return unwrap(api.DELETE("/api/sessions/{session_id}", { params: path(id) }));
}

export function restoreSession(id: string) {
  return unwrap(api.POST("/api/sessions/{session_id}/restore", { params: path(id) }));
}

/** The sessions before and after one in a list. */
export function neighboursQuery(id: string, filter: ListFilter) {
  return queryOptions({
    queryKey: ["neighbours", id, filter],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions/{session_id}/neighbours", { params: { ...path(id), query: spelt(filter) }, signal })),
  });
}

/** The sub-agents of a session, in the order of their work. */
export function childrenQuery(id: string) {
  return queryOptions({
    queryKey: ["sessions", "children", id],
    queryFn: async ({ signal }) => {
      const query = { parent: id, limit: 200, sort: "createdAt", order: "asc", includeEmpty: true, includeAutomated: true } as const;
      return (await unwrap(api.GET("/api/sessions", { params: { query }, signal }))).sessions;
    },
  });
}

/** The session of a tool's own id. */
export function namedSessionQuery(externalId: string) {
  return queryOptions({
    queryKey: ["session", externalId],
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/sessions/get", { params: { query: { id: externalId, limit: 1 } }, signal }))).session,
  });
}

/** Tags that sessions have, the most used first. */
export const tagsQuery = queryOptions({
  queryKey: ["sessions", "tags"],
  queryFn: async ({ signal }) => {
    const query = { includeEmpty: true, includeAutomated: true };
    const facets = await unwrap(api.GET("/api/sessions/facets", { params: { query }, signal }));
    return facets.tag.map((tag) => tag.value).filter((tag) => tag !== "-");
  },
});
