import type { ButtonHTMLAttributes, ReactNode } from "react";
import { cx } from "@/lib/cx";

type Native = ButtonHTMLAttributes<HTMLButtonElement>;

/** A bordered button with words. */
export function Button({ className, ...rest }: Native) {
  return (
    <button
      type="button"
      className={cx(
        "inline-flex h-8 items-center gap-2 rounded-button border border-line bg-card px-3 text-xs transition-colors",
        "hover:border-line-strong hover:bg-fill-soft disabled:opacity-50",
        className,
      )}
      {...rest}
    />
  );
}

interface IconButtonProps extends Native {
  /** What the button does, for tooltips and screen readers. */
  label: string;
  children: ReactNode;
}

/** A square button with one icon. */
export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-button text-muted transition-colors",
        "hover:bg-fill hover:text-ink disabled:opacity-40 [&_svg]:size-4",
        className,
      )}
      {...rest}
    />
  );
}
