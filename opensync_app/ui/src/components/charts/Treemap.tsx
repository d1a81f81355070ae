import { cx } from "@/lib/cx";
import { seriesGround } from "./scale";
import { squarify } from "./squarify";
import { useWidth } from "./use-size";

interface Props {
  label: string;
  items: readonly { name: string; value: number; shown: string; colour: number; onChoose?: () => void }[];
  height?: number;
}

/** Shares of a whole as areas, largest first. */
export function Treemap({ label, items, height = 240 }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  const shown = items.filter((item) => item.value > 0);
  const tiles = width > 0 ? squarify(shown.map((item) => item.value), width, height) : [];
  return (
    <div ref={box} role="group" aria-label={label} className="relative w-full" style={{ height }}>
      {tiles.map((tile, index) => {
        const item = shown[index];
        if (item === undefined) return null;
        const isRoomy = tile.width > 64 && tile.height > 38;
        const look = "absolute overflow-hidden rounded-sm border-l-4 bg-fill p-1.5 text-left";
        const style = { left: tile.x, top: tile.y, width: Math.max(0, tile.width - 2), height: Math.max(0, tile.height - 2), borderColor: "transparent" };
        const words = (
          <>
            <span aria-hidden className={cx("absolute inset-y-0 left-0 w-1", seriesGround(item.colour))} />
            <span className={isRoomy ? "block truncate pl-1 text-xs" : "sr-only"}>{item.name}</span>
            <span className={isRoomy ? "block truncate pl-1 text-micro text-muted tabular-nums" : "sr-only"}>{item.shown}</span>
          </>
        );
        const title = `${item.name}: ${item.shown}`;
        return item.onChoose ? (
          <button key={item.name} type="button" title={title} style={style} onClick={item.onChoose} className={cx(look, "hover:bg-line-strong")}>
            {words}
          </button>
        ) : (
          <div key={item.name} title={title} style={style} className={look}>
            {words}
          </div>
        );
      })}
    </div>
  );
}
