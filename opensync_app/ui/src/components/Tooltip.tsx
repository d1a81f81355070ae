import { useId, type ReactNode } from "react";
import { cx } from "@/lib/cx";
import { Kbd } from "./Kbd";

interface Props {
  words: ReactNode;
  /** The key that does the same. */
  keys?: string;
  /** What is explained: one control that can hold the focus. */
  children: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "center" | "end";
}

const ALIGN = { start: "left-0", center: "left-1/2 -translate-x-1/2", end: "right-0" };

/** A short explanation on hover and on focus. It stays inside the box that scrolls; where there is no room take `align`. */
export function Tooltip({ words, keys, children, side = "bottom", align = "center" }: Props) {
  const id = useId();
  return (
    <span className="group/tip relative inline-flex" aria-describedby={id}>
      {children}
      <span
        role="tooltip"
        id={id}
        className={cx(
          "pointer-events-none invisible absolute z-30 flex w-max max-w-64 items-center gap-2 rounded-button border border-line-strong bg-menu px-2 py-1 text-xs text-ink opacity-0 transition-[opacity,visibility]",
          "group-hover/tip:visible group-hover/tip:opacity-100 group-hover/tip:delay-500 group-focus-within/tip:visible group-focus-within/tip:opacity-100",
          side === "top" ? "bottom-full mb-1.5" : "top-full mt-1.5",
          ALIGN[align],
        )}
      >
        {words}
        {keys && <Kbd>{keys}</Kbd>}
      </span>
    </span>
  );
}
