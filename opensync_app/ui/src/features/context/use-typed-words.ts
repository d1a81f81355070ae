import { useEffect, useState } from "react";

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
  // What the address was asked to become and has not become yet.
  const [sent, setSent] = useState<readonly string[]>([]);
  if (seen !== asked) {
    const at = sent.indexOf(asked);
    setSeen(asked);
    setSent(at < 0 ? [] : sent.slice(at + 1));
    // The address changed without us: back, forward, a link, a saved search.
    if (at < 0) setTyped(asked);
  }
  const last = sent.at(-1) ?? asked;
  const send = (): void => {
    setSent((before) => [...before, typed]);
    ask(typed);
  };
  useEffect(() => {
    if (typed === last) return;
    const timer = window.setTimeout(send, REST_MS);
    return () => window.clearTimeout(timer);
    // Only a rest of the typing asks; how it asks may change meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, last]);
  return { typed, type: setTyped, commit: () => typed !== last && send() };
}
