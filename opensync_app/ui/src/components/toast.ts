import { useSyncExternalStore } from "react";

export interface ToastAction {
  /** For example "Undo". */
  label: string;
  run: () => void | Promise<void>;
}

export interface Toast {
  id: number;
  text: string;
  action?: ToastAction | undefined;
}

const SHOWN_MS = 3500;
/** Long enough to read, think and reach for the button. */
const SHOWN_WITH_ACTION_MS = 10_000;
const MOST = 3;

const listeners = new Set<() => void>();
const timers = new Map<number, number>();
let toasts: Toast[] = [];
let last = 0;

/** Says one sentence at the bottom of the page for a few seconds; with an action a little longer. */
export function say(text: string, action?: ToastAction): void {
  const toast = { id: ++last, text, action };
  for (const old of toasts.slice(0, Math.max(0, toasts.length - MOST + 1))) dismiss(old.id);
  set([...toasts, toast]);
  letGo(toast);
}

/** Runs the action of a toast and takes the toast away; a failure is said. */
export async function act(toast: Toast): Promise<void> {
  dismiss(toast.id);
  try {
    await toast.action?.run();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

export function dismiss(id: number): void {
  hold(id);
  set(toasts.filter((one) => one.id !== id));
}

/** Stops the clock of a toast, as long as somebody points at it. */
export function hold(id: number): void {
  window.clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Starts its clock again. */
export function letGo(toast: Toast): void {
  hold(toast.id);
  timers.set(toast.id, window.setTimeout(() => dismiss(toast.id), toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS));
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
