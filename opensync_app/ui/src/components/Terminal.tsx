import { readAnsi } from "@/lib/ansi";
import { cx } from "@/lib/cx";

const COLOURS = ["text-dim", "text-bad", "text-good", "text-warn", "text-hue-blue", "text-hue-purple", "text-hue-cyan", "text-ink"];

/** What a tool printed, with the terminal's colours in the page's own tones. */
export function Terminal({ text, isError = false }: { text: string; isError?: boolean }) {
  return (
    <pre
      tabIndex={0}
      className={cx(
        "max-h-96 overflow-auto rounded-button border bg-code p-3 font-mono text-xs/[1.55] break-words whitespace-pre-wrap text-muted",
        isError && "border-bad/40 text-bad",
      )}
    >
      {readAnsi(text).map((piece, index) => (
        <span
          key={index}
          className={cx(piece.colour !== undefined && COLOURS[piece.colour], piece.bold && "font-semibold") || undefined}
        >
          {piece.text}
        </span>
      ))}
    </pre>
  );
}
