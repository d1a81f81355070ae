import { useKeys } from "@/lib/use-keys";
import type { HitDeeds } from "./HitRow";
import type { Hit } from "./hits";
import type { useCursor } from "./use-cursor";

interface Props {
  cursor: ReturnType<typeof useCursor>;
  deeds: HitDeeds;
  /** Puts the cursor on a hit without opening a window over the page. */
  goTo: (hit: Hit) => void;
  leave: () => void;
  copy: () => void;
}

/** The keys of the results. */
export function useFinderKeys({ cursor, deeds, goTo, leave, copy }: Props): void {
  const step = (by: number) => () => {
    const hit = cursor.beside(by);
    if (hit) goTo(hit);
  };
  const here = cursor.chosen ?? cursor.shown;
  const enter = (): void => {
    const focused = document.activeElement;
    // A control that holds the focus answers for itself.
    if (focused instanceof HTMLElement && focused.matches("button, a:not([data-hit]), summary")) focused.click();
    else if (here) deeds.open(here);
  };
  useKeys({
    j: step(1),
    ArrowDown: step(1),
    k: step(-1),
    ArrowUp: step(-1),
    Enter: enter,
    Escape: leave,
    x: () => here && deeds.toggle(here.id),
    X: () => here && deeds.toggle(here.session),
    c: copy,
  });
}
