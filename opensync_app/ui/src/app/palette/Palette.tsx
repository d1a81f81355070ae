import { LoaderCircle, Search } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { Kbd } from "@/components/Kbd";
import { cx } from "@/lib/cx";
import { useDebounced } from "@/lib/use-debounced";
import { matchCommands, type Command } from "./commands";
import { PaletteRow } from "./PaletteRow";
import { useFixedCommands } from "./use-fixed-commands";
import { useFoundSessions } from "./use-found-sessions";

const REST_MS = 120;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };

/** One field for everything: sessions, what was said in them, pages and actions. */
export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const [typed, setTyped] = useState("");
  const words = useDebounced(typed.trim(), REST_MS);
  const fixed = useFixedCommands(onHelp);
  const found = useFoundSessions(words);
  const own = matchCommands(fixed, typed);
  const commands = typed.trim() === "" ? [...found.commands, ...own] : [...own, ...found.commands];
  const [at, setAt] = useState(0);
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const chosen = Math.min(at, commands.length - 1);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.querySelector(`[data-at="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const run = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined) setAt(move(chosen, step, commands.length));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) run(commands[chosen]);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <dialog
      ref={dialog}
      aria-label="Search or go to"
      onClose={onClose}
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === dialog.current && onClose()}
      className="mx-auto mt-[min(12vh,6rem)] mb-4 max-h-[min(36rem,calc(100dvh-2rem))] w-[min(42rem,calc(100vw-1.5rem))] flex-col rounded-card border border-line-strong bg-menu p-0 text-ink backdrop:bg-shade open:flex open:animate-appear"
    >
      <label className="flex h-12 shrink-0 items-center gap-3 border-b px-4 text-muted">
        {found.isBusy ? <LoaderCircle className="size-4 shrink-0 animate-spin" /> : <Search className="size-4 shrink-0" />}
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={commands[chosen] ? `${id}-${chosen}` : undefined}
          aria-label="Search sessions, pages and actions"
          placeholder="Search sessions, pages and actions"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          spellCheck={false}
          autoComplete="off"
          className="w-full min-w-0 bg-transparent text-sm text-ink outline-none placeholder:text-muted"
        />
      </label>
      <div role="listbox" id={`${id}-list`} aria-label="Found" className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {commands.map((command, index) => (
          <PaletteRow
            key={`${command.group}-${command.id}`}
            id={`${id}-${index}`}
            at={index}
            command={command}
            startsGroup={commands[index - 1]?.group !== command.group}
            isChosen={index === chosen}
            onPoint={() => setAt(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
      {found.problem && <p role="alert" className="border-t px-4 py-2 text-xs text-bad">{found.problem.message}</p>}
      <footer className={cx("flex h-9 shrink-0 items-center gap-4 border-t px-4 text-micro text-muted max-sm:hidden")}>
        <span><Kbd>↑</Kbd> <Kbd>↓</Kbd> choose</span>
        <span><Kbd>Enter</Kbd> open</span>
        <span><Kbd>Esc</Kbd> close</span>
      </footer>
    </dialog>
  );
}

/** One step goes round at the ends, a page stops there. */
function move(from: number, step: number, count: number): number {
  if (count === 0) return 0;
  return Math.abs(step) === 1 ? (from + step + count) % count : Math.max(0, Math.min(count - 1, from + step));
}
