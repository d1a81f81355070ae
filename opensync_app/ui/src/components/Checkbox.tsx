import { useEffect, useRef, type ReactNode } from "react";
import { cx } from "@/lib/cx";

interface Props {
  /** "mixed": some of what it stands for is chosen. */
  checked: boolean | "mixed";
  onChange: (checked: boolean) => void;
  children: ReactNode;
  /** The words stay for screen readers only. */
  isBare?: boolean;
  className?: string;
}

/** A box with a tick and words; a click on either turns it. */
export function Checkbox({ checked, onChange, children, isBare = false, className }: Props) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = checked === "mixed";
  }, [checked]);
  return (
    <label className={cx("inline-flex items-center gap-2 text-xs select-none", className)}>
      <input
        ref={box}
        type="checkbox"
        checked={checked === true}
        onChange={(event) => onChange(event.target.checked)}
        className="size-3.5 shrink-0 accent-accent"
      />
      <span className={isBare ? "sr-only" : undefined}>{children}</span>
    </label>
  );
}
