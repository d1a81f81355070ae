import { createContext, use, useState, type ReactNode } from "react";

const Folds = createContext<Map<string, boolean> | undefined>(undefined);

/** Remembers what is unfolded while rows leave and enter the screen. */
export function FoldMemory({ children }: { children: ReactNode }) {
  const [memory] = useState(() => new Map<string, boolean>());
  return <Folds value={memory}>{children}</Folds>;
}

/** Whether the thing of this key is unfolded, and how to change it. */
export function useFold(key: string, first = false): [boolean, (open: boolean) => void] {
  const memory = use(Folds);
  const [isOpen, setOpen] = useState(memory?.get(key) ?? first);
  const change = (open: boolean): void => {
    memory?.set(key, open);
    setOpen(open);
  };
  return [isOpen, change];
}
