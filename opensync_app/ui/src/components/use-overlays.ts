import { createContext, use, useEffect, useRef, useState, type RefObject } from "react";
import type * as OverlayModule from "./overlays";

export type Overlays = typeof OverlayModule;

const waiting = new Set<() => void>();
let overlays: Overlays | undefined;
let loading: Promise<void> | undefined;

/** Fetches the machinery of menus and popovers; call it early, but not before the first paint. */
export function loadOverlays(): Promise<void> {
  loading ??= import("./overlays").then(
    (module) => {
      overlays = module;
      for (const tell of waiting) tell();
      waiting.clear();
    },
    () => {
      // The next click tries again.
      loading = undefined;
    },
  );
  return loading;
}

interface Opening {
  /** The machinery; undefined until it is there, when a plain button stands in the trigger's place. */
  parts: Overlays | undefined;
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  /** Opens as soon as the machinery is there. */
  openLater: () => void;
  /** Of the plain button. */
  plain: RefObject<HTMLElement | null>;
}

/**
 * The state of a menu or popover whose machinery may still be on its way. The trigger is built anew when it
 * arrives, which waits until the focus is elsewhere: nobody loses their place.
 */
export function useOpening(): Opening {
  const [isAdopted, adopt] = useState(overlays !== undefined);
  const [isOpen, setOpen] = useState(false);
  const plain = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isAdopted) return;
    const take = (): void => {
      const button = plain.current;
      if (button === null || document.activeElement !== button) adopt(true);
      else button.addEventListener("blur", () => adopt(true), { once: true });
    };
    if (overlays) queueMicrotask(take);
    else waiting.add(take);
    return () => void waiting.delete(take);
  }, [isAdopted]);
  const openLater = (): void =>
    void loadOverlays().then(() => {
      if (overlays === undefined) return;
      adopt(true);
      setOpen(true);
    });
  return { parts: isAdopted ? overlays : undefined, isOpen, setOpen, openLater, plain };
}

/** The machinery inside an open menu, where it is always there. */
export const OverlayParts = createContext<Overlays | undefined>(undefined);

export function useParts(): Overlays {
  const parts = use(OverlayParts);
  if (parts === undefined) throw new Error("This stands inside a Menu.");
  return parts;
}
