import { useEffect, useEffectEvent } from "react";

/** Ctrl+K or Cmd+K opens the palette from everywhere, also while somebody types. */
export function usePaletteKey(open: () => void): void {
  const answer = useEffectEvent(open);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.key.toLowerCase() !== "k") return;
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      answer();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
