import { cx } from "@/lib/cx";
import type { Command } from "./commands";

interface Props {
  id: string;
  at: number;
  command: Command;
  startsGroup: boolean;
  isChosen: boolean;
  onPoint: () => void;
  onRun: () => void;
}

/** One line of the palette, with the name of its group above the first. */
export function PaletteRow({ id, at, command, startsGroup, isChosen, onPoint, onRun }: Props) {
  return (
    <>
      {startsGroup && (
        <div role="presentation" className="px-2.5 pt-2 pb-1 text-micro text-muted">
          {command.group}
        </div>
      )}
      <div
        role="option"
        id={id}
        data-at={at}
        aria-selected={isChosen}
        onPointerMove={isChosen ? undefined : onPoint}
        onClick={onRun}
        className={cx("flex cursor-default items-start gap-3 rounded px-2.5 py-1.5", isChosen && "bg-fill")}
      >
        <span aria-hidden className="mt-0.5 text-muted [&_svg]:size-4 [&_svg]:stroke-[1.5]">
          {command.icon}
        </span>
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate text-[13px]">{command.name}</span>
          {command.detail && <span className="line-clamp-1 text-xs break-all text-muted">{command.detail}</span>}
        </span>
        <span className="flex shrink-0 items-center gap-2">{command.end}</span>
      </div>
    </>
  );
}
