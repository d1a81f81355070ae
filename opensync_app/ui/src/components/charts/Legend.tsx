import { cx } from "@/lib/cx";
import { seriesGround } from "./scale";

interface Props {
  items: readonly { name: string; colour: number; value?: string | undefined }[];
  className?: string;
}

/** The names of the colours. */
export function Legend({ items, className }: Props) {
  return (
    <ul className={cx("flex flex-wrap gap-x-4 gap-y-1.5 text-xs text-muted", className)}>
      {items.map((item) => (
        <li key={item.name} className="flex min-w-0 items-center gap-1.5">
          <Swatch colour={item.colour} />
          <span className="truncate" title={item.name}>
            {item.name}
          </span>
          {item.value && <span className="text-dim tabular-nums">{item.value}</span>}
        </li>
      ))}
    </ul>
  );
}

/** A dot of a series' colour. */
export function Swatch({ colour }: { colour: number }) {
  return <span aria-hidden className={cx("size-2 shrink-0 rounded-full", seriesGround(colour))} />;
}
