import type { paths } from "./generated/schema";

type Ok<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { "application/json": infer Body } } } } } ? Body : never;

export type Status = Ok<"/api/status">;
export type ImportStatus = Status["import"];
export type Me = Ok<"/api/me">;
export type SessionPage = Ok<"/api/sessions">;
export type Session = SessionPage["sessions"][number];
export type MessagePage = Ok<"/api/sessions/{session_id}/messages">;
export type Message = MessagePage["messages"][number];
export type SemanticStatus = Status["semantic"];
export type Preferences = Ok<"/api/preferences">;
export type NotificationPage = Ok<"/api/notifications">;
export type Notification = NotificationPage["notifications"][number];
export type AnalyticsOverview = Ok<"/api/analytics/overview">;
export type UsageSeries = Ok<"/api/analytics/series">;
export type SearchPage = Ok<"/api/search">;
export type SearchResult = SearchPage["results"][number];
export type Snippet = SearchResult["snippets"][number];
export type Outline = Ok<"/api/sessions/{session_id}/outline">;
export type FoundMessages = Ok<"/api/sessions/{session_id}/find">;
export type SessionTimeline = Ok<"/api/sessions/timeline">;
export type TimelineLane = SessionTimeline["lanes"][number];
export type TimelineSession = TimelineLane["sessions"][number];
