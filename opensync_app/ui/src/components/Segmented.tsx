import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { cx } from "@/lib/cx";

export interface Segment<T extends string> {
  value: T;
  label: string;
  /** Shown instead of the label, which stays as its name. */
  icon?: ReactNode;
}

interface Props<T extends string> {
  /** What is chosen here, for screen readers. */
  label: string;
  value: T;
  options: readonly Segment<T>[];
  onChange: (value: T) => void;
  className?: string;
}

/** A few values side by side in one frame, of which one holds; arrow keys move. */
export function Segmented<T extends string>({ label, value, options, onChange, className }: Props<T>) {
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = options[(at + step + options.length) % options.length];
    if (!next) return;
    onChange(next.value);
    group.current?.querySelectorAll<HTMLElement>("[role=radio]")[options.indexOf(next)]?.focus();
  };
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      onKeyDown={onKeyDown}
      className={cx("inline-flex h-8 shrink-0 items-center gap-0.5 rounded-button border bg-card p-0.5", className)}
    >
      {options.map((option) => {
        const isChosen = option.value === value;
        return (
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={isChosen}
            aria-label={option.icon ? option.label : undefined}
            title={option.icon ? option.label : undefined}
            tabIndex={isChosen ? 0 : -1}
            onClick={() => onChange(option.value)}
            className={cx(
              "inline-flex h-full items-center rounded px-2.5 text-xs whitespace-nowrap transition-colors [&_svg]:size-3.5",
              isChosen ? "bg-fill text-ink" : "text-muted hover:text-ink",
            )}
          >
            {option.icon ?? option.label}
          </button>
        );
      })}
    </div>
  );
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
