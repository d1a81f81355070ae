import type { KeyboardEvent } from "react";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A key handler for a column of controls: the arrows up and down walk through them. */
export function useArrows(selector: string): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
    const at = stops.findIndex((one) => one === document.activeElement);
    event.preventDefault();
    stops[at < 0 ? 0 : Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
  };
}
