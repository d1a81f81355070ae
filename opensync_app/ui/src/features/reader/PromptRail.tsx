import { memo, useMemo } from "react";
import { cx } from "@/lib/cx";
import type { Row } from "@/lib/transcript";

interface Props {
  rows: Row[];
  /** The message of the prompt that is being read. */
  active: string | undefined;
  isWhole: boolean;
  onGo: (index: number) => void;
}

/** The prompts of the session as a table of contents, where there is room for it. */
export const PromptRail = memo(function PromptRail({ rows, active, isWhole, onGo }: Props) {
  const prompts = useMemo(
    () => rows.flatMap((row, index) => (row.kind === "prompt" ? [{ index, key: row.key, words: firstLine(row) }] : [])),
    [rows],
  );
  if (prompts.length < 2) return null;
  return (
    <nav aria-label="Prompts" className="hidden w-60 shrink-0 overflow-y-auto border-l py-5 pr-3 pl-2 @6xl:block">
      <h2 className="px-3 pb-2 text-micro text-dim">Prompts</h2>
      <ol>
        {prompts.map((prompt) => (
          <Entry key={prompt.key} index={prompt.index} words={prompt.words} isActive={prompt.key === active} onGo={onGo} />
        ))}
      </ol>
      {!isWhole && <p className="px-3 pt-2 text-micro text-dim">More follow as you read on.</p>}
    </nav>
  );
});

interface EntryProps {
  index: number;
  words: string;
  isActive: boolean;
  onGo: (index: number) => void;
}

const Entry = memo(function Entry({ index, words, isActive, onGo }: EntryProps) {
  return (
    <li className="[content-visibility:auto] [contain-intrinsic-size:auto_2rem]">
      <button
        type="button"
        onClick={() => onGo(index)}
        aria-current={isActive || undefined}
        title={words}
        className={cx(
          "line-clamp-2 w-full rounded px-3 py-1 text-left text-xs break-words hover:text-ink",
          isActive ? "text-ink shadow-[inset_2px_0_var(--accent)]" : "text-muted",
        )}
      >
        {words}
      </button>
    </li>
  );
});

function firstLine(row: Row): string {
  const text = row.parts.find((part) => part.kind === "text");
  return text?.kind === "text" ? (text.text.trim().split("\n")[0] ?? "").slice(0, 160) : "Picture";
}
