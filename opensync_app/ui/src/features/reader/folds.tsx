import { createContext, use, useCallback, useState, useSyncExternalStore, type ReactNode } from "react";

/** Remembers what is unfolded while rows leave and enter the screen. */
export class FoldStore {
  private open = new Map<string, boolean>();
  private listeners = new Set<() => void>();

  get(key: string): boolean | undefined {
    return this.open.get(key);
  }

  set(key: string, isOpen: boolean): void {
    if (this.open.get(key) === isOpen) return;
    this.open.set(key, isOpen);
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
}

const Folds = createContext<FoldStore | undefined>(undefined);

export function FoldMemory({ store, children }: { store: FoldStore; children: ReactNode }) {
  return <Folds value={store}>{children}</Folds>;
}

/** Whether the thing of this key is unfolded, and how to change it. */
export function useFold(key: string, first = false): [boolean, (open: boolean) => void] {
  const outer = use(Folds);
  const [own] = useState(() => new FoldStore());
  const store = outer ?? own;
  const isOpen = useSyncExternalStore(store.subscribe, () => store.get(key) ?? first);
  return [isOpen, useCallback((open: boolean) => store.set(key, open), [store, key])];
}
