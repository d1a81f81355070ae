import { useSyncExternalStore } from "react";
import type { ImportStatus, Notification, SemanticStatus } from "./types";

export type LiveState = "connecting" | "open" | "lost";

export interface LiveHandlers {
  /** Messages or facts of these sessions changed. */
  change: (sessions: string[]) => void;
  /** The search index moved on. */
  index: (lag: number) => void;
  import: (status: ImportStatus) => void;
  /** How much of the record can be found by meaning. */
  semantic: (status: SemanticStatus) => void;
  notification: (notification: Announced) => void;
  /** The stream is back after a break: what is shown may be old. */
  healed: () => void;
}

/** What the stream tells of a notification; the list holds the rest. */
type Announced = Pick<Notification, "id" | "kind" | "title" | "createdAt">;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

const listeners = new Set<() => void>();
let state: LiveState = "connecting";

/** Opens the one event stream and keeps it open until the returned function is called. */
export function connectLive(handlers: LiveHandlers): () => void {
  let stream: EventSource | undefined;
  let timer: number | undefined;
  let failures = 0;
  let wasOpen = false;

  const open = (): void => {
    window.clearTimeout(timer);
    stream?.close();
    stream = new EventSource("/api/events");
    stream.onerror = retry;
    stream.addEventListener("hello", () => {
      failures = 0;
      setState("open");
      if (wasOpen) handlers.healed();
      wasOpen = true;
    });
    listen(stream, "change", (event) => handlers.change(event.sessions ?? []));
    listen(stream, "index", (event) => handlers.index(event.lag ?? 0));
    listen(stream, "import", handlers.import);
    listen(stream, "semantic", handlers.semantic);
    listen(stream, "notification", handlers.notification);
  };

  const retry = (): void => {
    stream?.close();
    setState("lost");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures++);
    window.clearTimeout(timer);
    timer = window.setTimeout(open, wait * (0.75 + Math.random() / 2));
  };

  const hurry = (): void => {
    if (state !== "open" && !document.hidden) open();
  };

  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  open();
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    stream?.close();
  };
}

/** Whether the page hears of changes right now. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}

interface LiveEvents {
  change: { sessions?: string[] };
  index: { lag?: number };
  import: ImportStatus;
  semantic: SemanticStatus;
  notification: Announced;
}

function listen<K extends keyof LiveEvents>(stream: EventSource, name: K, handle: (event: LiveEvents[K]) => void): void {
  stream.addEventListener(name, (event: MessageEvent<string>) => handle(JSON.parse(event.data) as LiveEvents[K]));
}

function setState(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
