import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "@/lib/cx";

type Native = ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> };

const TONES = {
  plain: "border-line bg-card hover:border-line-strong hover:bg-fill-soft",
  primary: "border-solid bg-solid text-on-solid hover:opacity-90",
  danger: "border-bad bg-bad-soft text-bad hover:bg-bad hover:text-page",
  quiet: "border-transparent text-muted hover:bg-fill hover:text-ink",
};

/** A bordered button with words. "primary" is the one deed of a view, "danger" what cannot be taken back. */
export function Button({ className, tone = "plain", ...rest }: Native & { tone?: keyof typeof TONES }) {
  return (
    <button
      type="button"
      className={cx(
        "inline-flex h-8 shrink-0 items-center justify-center gap-2 rounded-button border px-3 text-xs whitespace-nowrap transition-colors disabled:opacity-50 [&_svg]:size-3.5",
        TONES[tone],
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
        "hover:bg-fill hover:text-ink disabled:opacity-40 aria-pressed:bg-fill aria-pressed:text-ink [&_svg]:size-4",
        className,
      )}
      {...rest}
    />
  );
}
