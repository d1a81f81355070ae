import { useSyncExternalStore } from "react";
import { dayOf } from "./days";

const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

/** The time in epoch ms, refreshed together for everybody every second while somebody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The local day; a view that shows it turns over at midnight. */
export function useToday(): string {
  return useSyncExternalStore(subscribe, () => dayOf(now));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

function tick(): void {
  if (document.hidden) return;
  now = Date.now();
  for (const listener of listeners) listener();
}
