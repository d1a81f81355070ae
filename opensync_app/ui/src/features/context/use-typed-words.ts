import { useEffect, useState } from "react";
import { useDebounced } from "@/lib/use-debounced";

const REST_MS = 130;

interface TypedWords {
  typed: string;
  type: (words: string) => void;
  /** Asks for what is typed at once. */
  commit: () => void;
}

/** The words as they are typed; the address follows once they rest, and leads when it changes by itself. */
export function useTypedWords(asked: string, ask: (words: string) => void): TypedWords {
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(asked);
  const rested = useDebounced(typed, REST_MS);
  // The address changed without us: back, forward, a link, a saved search.
  if (seen !== asked) {
    setSeen(asked);
    if (asked !== rested && asked !== typed) setTyped(asked);
  }
  useEffect(() => {
    if (rested === typed && rested !== asked && seen === asked) ask(rested);
    // Only a rest of the typing asks; the address may also change for other reasons.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  return { typed, type: setTyped, commit: () => typed !== asked && ask(typed) };
}
