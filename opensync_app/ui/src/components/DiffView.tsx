import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { changedPiece, countChanges, counterparts, type DiffLine } from "@/lib/diff";
import { Changes } from "./Changes";

const LINE = { "+": "bg-good-soft text-good", "-": "bg-bad-soft text-bad", " ": "text-muted", "…": "text-dim bg-fill-soft" };
const PIECE = { "+": "rounded-xs bg-good/10", "-": "rounded-xs bg-bad/10", " ": "", "…": "" };
/** More lines than this wait for a click. */
const MOST = 400;

interface Props {
  lines: DiffLine[];
  title?: string | undefined;
  /** What happened to the file beside its lines: "added", "moved to …". */
  about?: string | undefined;
  /** The rest of a very long diff was asked for. */
  isWhole?: boolean;
  onWhole?: () => void;
}

/** Changed lines with their signs; the signs carry the meaning without colour as well. */
export function DiffView({ lines, title, about, isWhole = false, onWhole }: Props) {
  const pairs = counterparts(lines);
  const shown = isWhole ? lines : lines.slice(0, MOST);
  return (
    <figure className="overflow-hidden rounded-button border bg-code">
      {title && (
        <figcaption className="flex items-baseline gap-3 border-b px-3 py-1 font-mono text-micro text-muted">
          <span className="truncate">{title}</span>
          {about && <span className="shrink-0 text-dim">{about}</span>}
          <Changes {...countChanges(lines)} />
        </figcaption>
      )}
      {lines.length > 0 && (
        <pre tabIndex={0} className="m-0! max-h-[32rem] overflow-auto py-1.5 font-mono text-xs/[1.55]">
          <code className="block w-max min-w-full">
            {shown.map((line, index) => (
              <span key={index} className={cx("block px-3", LINE[line.sign])}>
                <span className="mr-3 inline-block w-2 select-none">{line.sign}</span>
                {renderLine(line, lines[pairs.get(index) ?? -1])}
              </span>
            ))}
          </code>
        </pre>
      )}
      {shown.length < lines.length && (
        <button type="button" onClick={onWhole} className="w-full border-t px-3 py-1.5 text-left text-xs text-accent-ink hover:bg-fill-soft">
          Show {lines.length - shown.length} more lines
        </button>
      )}
    </figure>
  );
}

function renderLine(line: DiffLine, other: DiffLine | undefined): ReactNode {
  const piece = other && changedPiece(line.text, other.text);
  if (!piece) return line.text || " ";
  const [from, to] = piece;
  return (
    <>
      {line.text.slice(0, from)}
      <span className={PIECE[line.sign]}>{line.text.slice(from, to)}</span>
      {line.text.slice(to)}
    </>
  );
}
