import { cx } from "@/lib/cx";
import type { DiffLine } from "@/lib/diff";

const LINE = { "+": "bg-good-soft text-good", "-": "bg-bad-soft text-bad", " ": "text-muted" };

/** Changed lines with their signs; the signs carry the meaning without colour as well. */
export function DiffView({ lines, title }: { lines: DiffLine[]; title?: string | undefined }) {
  return (
    <figure className="overflow-hidden rounded-button border bg-code">
      {title && <figcaption className="truncate border-b px-3 py-1 font-mono text-micro text-muted">{title}</figcaption>}
      <pre tabIndex={0} className="max-h-[32rem] overflow-auto py-2 font-mono text-xs/[1.55]">
        <code className="block w-max min-w-full">
          {lines.map((line, index) => (
            <span key={index} className={cx("block px-3", LINE[line.sign])}>
              <span className="mr-3 inline-block w-2 select-none">{line.sign}</span>
              {line.text || " "}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
