import { useSyncExternalStore } from "react";

export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 3500;
const listeners = new Set<() => void>();
let toasts: Toast[] = [];
let last = 0;

/** Says one sentence at the bottom of the page for a few seconds. */
export function say(text: string): void {
  const toast = { id: ++last, text };
  set([...toasts.slice(-2), toast]);
  window.setTimeout(() => set(toasts.filter((one) => one.id !== toast.id)), SHOWN_MS);
}

/** Copies text and says so; also says when the browser refuses. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say("The browser does not allow copying here.");
  }
}

export function useToasts(): Toast[] {
  return useSyncExternalStore(subscribe, () => toasts);
}

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
