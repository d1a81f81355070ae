import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { dayOf, type Days } from "@/lib/days";
import type { Measure, Split, Step } from "./address";

/** Whose figures: days of the local zone, and values of which any fits; empty lists fit everything. */
export interface Asked extends Days {
  tz: string;
  source: string[];
  project: string[];
  model: string[];
}

export interface SeriesAsked {
  split: Split;
  measure: Measure;
  granularity: Step;
  cumulative: boolean;
}

/** All figures are refreshed together once sessions change. */
const FIGURES = "figures";

export function overviewQuery(asked: Asked) {
  return queryOptions({
    queryKey: [FIGURES, "overview", asked],
    queryFn: ({ signal }) => unwrap(api.GET("/api/analytics/overview", { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The course of the largest models, projects or sources, and of all others together. */
export function seriesQuery(asked: Asked, series: SeriesAsked) {
  return queryOptions({
    queryKey: [FIGURES, "series", asked, series],
    queryFn: ({ signal }) => unwrap(api.GET("/api/analytics/series", { params: { query: { ...asked, ...series, top: 7 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function heatmapQuery(asked: Asked) {
  return queryOptions({
    queryKey: [FIGURES, "heatmap", asked],
    queryFn: ({ signal }) => unwrap(api.GET("/api/analytics/heatmap", { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
}

const READ_BY = {
  model: (query: Asked, signal: AbortSignal) => unwrap(api.GET("/api/analytics/by-model", { params: { query }, signal })),
  project: (query: Asked, signal: AbortSignal) => unwrap(api.GET("/api/analytics/by-project", { params: { query }, signal })),
  source: (query: Asked, signal: AbortSignal) => unwrap(api.GET("/api/analytics/by-source", { params: { query }, signal })),
};

/** What each model, project or source used, most tokens first. */
export function byQuery(split: Split, asked: Asked) {
  return queryOptions({
    queryKey: [FIGURES, "by", split, asked],
    queryFn: ({ signal }) => READ_BY[split](asked, signal),
    placeholderData: keepPreviousData,
  });
}

/** The local day of the oldest session; undefined when there is none. */
export const firstDayQuery = queryOptions({
  queryKey: [FIGURES, "first-day"],
  queryFn: async ({ signal }) => {
    const query = { limit: 1, sort: "createdAt", order: "asc", includeEmpty: true, includeAutomated: true } as const;
    const page = await unwrap(api.GET("/api/sessions", { params: { query }, signal }));
    const at = page.sessions[0]?.createdAt;
    return at === undefined ? null : dayOf(at);
  },
});

/** The local day of the newest activity; null when there is none. Asked once, so that no new session changes what is looked at. */
export function lastDayQuery(source: string[]) {
  return queryOptions({
    queryKey: ["last-day", source],
    queryFn: async ({ signal }) => {
      const query = { limit: 1, source, includeEmpty: true, includeAutomated: true } as const;
      const page = await unwrap(api.GET("/api/sessions", { params: { query }, signal }));
      const at = page.sessions[0]?.updatedAt;
      return at === undefined ? null : dayOf(at);
    },
    staleTime: Infinity,
  });
}

/** The newest sessions. */
export function recentQuery(source: string[], limit: number) {
  return queryOptions({
    queryKey: ["recent-sessions", source, limit],
    queryFn: ({ signal }) => unwrap(api.GET("/api/sessions", { params: { query: { limit, source } }, signal })),
    placeholderData: keepPreviousData,
  });
}
