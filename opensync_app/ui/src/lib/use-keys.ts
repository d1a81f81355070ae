import { useEffect, useRef } from "react";
import { isCommand, isTyping } from "./keys";

/** What a key does; false says that the key is somebody else's after all. */
export type KeyMap = Partial<Record<string, (event: KeyboardEvent) => unknown>>;

/** Answers single keys anywhere on the page while nobody types; the keys are named as in `event.key`. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isCommand(event) || isTyping(event)) return;
      const answer = latest.current[event.key];
      if (answer === undefined) return;
      if (answer(event) !== false) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
