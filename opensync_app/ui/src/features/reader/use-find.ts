import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { findQuery } from "@/api/reading";
import type { FoundMessages } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import type { FoldStore } from "./folds";
import { foldsHolding } from "./find-folds";
import type { Transcript } from "./use-transcript";

export type Hit = FoundMessages["messages"][number];

export interface Find {
  isOpen: boolean;
  words: string;
  /** The words that the hits belong to; empty while nothing is sought. */
  sought: string;
  found: FoundMessages | undefined;
  error: Error | null;
  isLoading: boolean;
  /** Which of the found messages is looked at; -1 before the first. */
  at: number;
  hit: Hit | undefined;
  open: () => void;
  close: () => void;
  type: (words: string) => void;
  step: (way: 1 | -1) => void;
}

/** Finds words in the whole session and goes from message to message. */
export function useFind(sessionId: string, transcript: Transcript, folds: FoldStore): Find {
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(-1);
  const sought = useDebounced(isOpen ? words.trim() : "", 150);
  const query = useQuery(findQuery(sessionId, sought));
  const found = sought === "" ? undefined : query.data;
  const isFresh = !query.isPlaceholderData;
  const hit = found?.messages[at];
  const { aim, loaded, window: view } = transcript;

  const goTo = (index: number, list: FoundMessages): void => {
    const next = list.messages[index];
    setAt(next ? index : -1);
    if (next) aim(next.id, next.number, 120);
  };
  // New words: look at the first hit from here on.
  const shown = useRef<FoundMessages>(undefined);
  useEffect(() => {
    if (!found || !isFresh || shown.current === found) return;
    shown.current = found;
    const from = found.messages.findIndex((one) => one.number >= view.first);
    goTo(from < 0 ? 0 : from, found);
  });
  // What holds the words unfolds, once it is loaded.
  const number = hit ? loaded.find(hit.id) : -1;
  const row = number >= 0 ? loaded.rowAt(number) : undefined;
  useEffect(() => {
    if (row && sought !== "") for (const fold of foldsHolding(row, sought)) folds.set(fold, true);
  }, [row, sought, folds]);

  return {
    isOpen,
    words,
    sought,
    found,
    error: query.error,
    isLoading: query.isFetching,
    at,
    hit,
    open: () => setOpen(true),
    close: () => {
      setOpen(false);
      setAt(-1);
      shown.current = undefined;
    },
    type: setWords,
    step: (way) => {
      if (found && found.messages.length > 0) goTo((at + way + found.messages.length) % found.messages.length, found);
    },
  };
}
