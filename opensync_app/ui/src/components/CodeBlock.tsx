import { useEffect, useState, type ReactNode } from "react";
import { cx } from "@/lib/cx";
import { CopyButton } from "./CopyButton";
import { highlight, painted } from "./highlight";
import type { PaintedLine } from "./paint";

interface Props {
  code: string;
  language?: string | undefined;
  /** Shown above the code, for example a file's name. */
  title?: string | undefined;
  /** A word in the corner: the language as it was called. */
  label?: string | undefined;
  /** Long code scrolls inside its frame. */
  bounded?: boolean;
  /** The number of the first line, when the lines have numbers. */
  firstLine?: number | undefined;
}

/** Code in one flat frame, coloured once its grammar has arrived. */
export function CodeBlock({ code, language, title, label, bounded = false, firstLine }: Props) {
  const text = code.replace(/\n$/, "");
  const lines = usePainted(text, language);
  return (
    <figure className="group/code relative overflow-hidden rounded-button border bg-code">
      {title && <figcaption className="truncate border-b px-3 py-1 pr-10 font-mono text-micro text-muted">{title}</figcaption>}
      <pre tabIndex={0} className={cx("m-0! flex overflow-auto font-mono text-xs/[1.55]", bounded && "max-h-96")}>
        {firstLine !== undefined && <Numbers text={text} first={firstLine} />}
        <code className="min-w-0 flex-1 p-3">{lines ? lines.map(renderLine) : text}</code>
      </pre>
      {label && !title && (
        <span aria-hidden className="pointer-events-none absolute top-2 right-2.5 font-mono text-[10px] text-dim transition-opacity group-focus-within/code:opacity-0 group-hover/code:opacity-0">
          {label}
        </span>
      )}
      <CopyButton
        text={text}
        what="Code"
        className="absolute top-0.5 right-0.5 size-7! bg-code opacity-0 group-focus-within/code:opacity-100 group-hover/code:opacity-100 focus-visible:opacity-100 [&_svg]:size-3.5!"
      />
    </figure>
  );
}

function Numbers({ text, first }: { text: string; first: number }) {
  const count = text.split("\n").length;
  return (
    <span aria-hidden className="sticky left-0 shrink-0 border-r bg-code py-3 pr-2.5 pl-3 text-right whitespace-pre text-dim select-none">
      {Array.from({ length: count }, (_, index) => first + index).join("\n")}
    </span>
  );
}

function renderLine(line: PaintedLine, index: number): ReactNode {
  const end = index > 0 ? "\n" : "";
  return [
    end,
    ...line.map(([words, className], at) =>
      className === "" ? (
        words
      ) : (
        <span key={`${index}:${at}`} className={className}>
          {words}
        </span>
      ),
    ),
  ];
}

function usePainted(code: string, language: string | undefined): PaintedLine[] | undefined {
  const [found, setFound] = useState<{ code: string; lines: PaintedLine[] | undefined }>();
  useEffect(() => {
    if (language === undefined) return;
    let wanted = true;
    void highlight(code, language).then((lines) => wanted && setFound({ code, lines }));
    return () => void (wanted = false);
  }, [code, language]);
  if (language === undefined) return undefined;
  return found?.code === code ? found.lines : painted(code, language);
}
