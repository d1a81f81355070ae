import { useEffect, useRef } from "react";
import { isCommand, isTyping } from "./keys";

/** How long the second key may take. */
const PATIENCE_MS = 1200;

/** Answers one key after another, as "g" then "s". The second key is heard by nobody else. */
export function useChords(first: string, then: Partial<Record<string, () => void>>): void {
  const latest = useRef(then);
  useEffect(() => {
    latest.current = then;
  });
  useEffect(() => {
    let until = 0;
    const press = (event: KeyboardEvent): void => {
      if (isCommand(event) || isTyping(event) || event.key === "Shift") return;
      if (event.timeStamp > until) {
        until = event.key === first ? event.timeStamp + PATIENCE_MS : 0;
        return;
      }
      until = 0;
      const answer = latest.current[event.key.toLowerCase()];
      if (answer === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      answer();
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [first]);
}
