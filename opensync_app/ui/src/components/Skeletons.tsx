import { Bone } from "./States";

const WIDTHS = ["w-3/5", "w-2/5", "w-1/2", "w-4/5", "w-1/3"];

/** Grey lines of text. */
export function TextBones({ lines }: { lines: number }) {
  return (
    <div aria-hidden className="space-y-2.5">
      {Array.from({ length: lines }, (_, index) => (
        <Bone key={index} className={`h-3 ${WIDTHS[index % WIDTHS.length] ?? ""}`} />
      ))}
    </div>
  );
}

/** Grey rows of a table: words at the left, figures at the right. */
export function RowBones({ rows, figures = 2 }: { rows: number; figures?: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-11 items-center gap-6 border-b px-4 last:border-b-0">
          <div className="flex-1">
            <Bone className={`h-3 ${WIDTHS[index % WIDTHS.length] ?? ""}`} />
          </div>
          {Array.from({ length: figures }, (__, at) => (
            <Bone key={at} className="h-3 w-12" />
          ))}
        </div>
      ))}
    </div>
  );
}

/** A grey chart. */
export function ChartBones({ bars = 24 }: { bars?: number }) {
  return (
    <div aria-hidden className="flex h-48 items-end gap-1.5">
      {Array.from({ length: bars }, (_, index) => (
        <div key={index} className="flex-1" style={{ height: `${25 + ((index * 37) % 70)}%` }}>
          <Bone className="h-full rounded-sm" />
        </div>
      ))}
    </div>
  );
}
