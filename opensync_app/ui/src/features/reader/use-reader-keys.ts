import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Outline } from "@/api/types";
import { isTyping } from "@/lib/keys";
import type { Row } from "@/lib/transcript";
import { useKeys } from "@/lib/use-keys";
import { copyRow } from "./whole-row";
import type { Transcript } from "./use-transcript";

interface Options {
  transcript: Transcript;
  outline: Outline | undefined;
  /** The row that j and k are at. */
  current: string | undefined;
  setCurrent: (row: string | undefined) => void;
  find: () => void;
}

/** The keys that move in a session: j and k between messages, [ and ] between prompts, the ends. */
export function useReaderKeys({ transcript, outline, current, setCurrent, find }: Options): void {
  const { window: view, loaded, aim, goTo } = transcript;
  const step = (way: 1 | -1) => (): void => {
    const at = loaded.rows.findIndex((row) => row.key === current);
    const from = at >= 0 && isNear(loaded.rows[at], view.first) ? at : loaded.rows.findIndex((row) => row.number >= view.first) - (way === 1 ? 1 : 0);
    const next = loaded.rows[from + way];
    if (!next) return;
    setCurrent(next.key);
    goTo(next.number);
  };
  const toPrompt = (way: 1 | -1) => (): void => {
    const prompts = outline?.headings.filter((heading) => heading.kind === "prompt") ?? [];
    const next = way === 1 ? prompts.find((one) => one.number > view.first) : prompts.findLast((one) => one.number < view.first);
    if (next) aim(next.id, next.number);
  };
  const client = useQueryClient();
  const copy = (): void => {
    const row = loaded.rows.find((one) => one.key === current) ?? loaded.rows.find((one) => one.number >= view.first);
    if (row) void copyRow(client, row, "Message");
  };
  useFindCommand(find);
  useKeys({
    c: copy,
    j: inReader(step(1)),
    k: inReader(step(-1)),
    "]": toPrompt(1),
    "[": toPrompt(-1),
    n: toPrompt(1),
    p: toPrompt(-1),
    f: find,
    G: view.goToEnd,
    Home: inReader(() => goTo(0)),
    End: inReader(view.goToEnd),
  });
}

/** Ctrl+F and Cmd+F: the browser would look only at what is drawn. Pressed again, they are the browser's. */
function useFindCommand(find: () => void): void {
  const latest = useRef(find);
  useEffect(() => {
    latest.current = find;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "f" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || isTyping(event)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

/** Whether the row that the keyboard was at is still about where one looks. */
function isNear(row: Row | undefined, first: number): boolean {
  return row !== undefined && Math.abs(row.number - first) < 60;
}

/** A key that means something else in the list beside the session. */
function inReader(deed: () => void) {
  return (event: KeyboardEvent): unknown => {
    if (event.target instanceof HTMLElement && event.target !== document.body && !event.target.closest("[data-reader]")) return false;
    deed();
    return true;
  };
}
