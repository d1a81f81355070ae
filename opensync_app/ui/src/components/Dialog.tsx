import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { cx } from "@/lib/cx";
import { IconButton } from "./Button";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons below a hairline. */
  footer?: ReactNode;
  /** "alertdialog": an answer is asked. */
  role?: "alertdialog";
  size?: "small" | "medium" | "large";
}

const WIDTHS = { small: "w-[min(24rem,calc(100vw-2rem))]", medium: "w-[min(28rem,calc(100vw-2rem))]", large: "w-[min(44rem,calc(100vw-2rem))]" };

/** A modal window on the browser's own dialog: it keeps the focus inside and Esc closes it. */
export function Dialog({ title, onClose, children, footer, role, size = "medium" }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    // The focus goes back to where it was, also when the dialog is taken away instead of closed.
    return () => (before instanceof HTMLElement && before.isConnected ? before.focus() : undefined);
  }, []);
  return (
    <dialog
      ref={ref}
      role={role}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current.close()}
      className={cx(
        "m-auto max-h-[calc(100dvh-2rem)] flex-col rounded-card border border-line-strong bg-menu p-0 text-ink backdrop:bg-shade open:flex open:animate-appear",
        WIDTHS[size],
      )}
    >
      <header className="flex h-12 shrink-0 items-center justify-between border-b pr-2 pl-4">
        <h2 className="truncate text-sm">{title}</h2>
        <IconButton label="Close" onClick={() => ref.current?.close()}>
          <X />
        </IconButton>
      </header>
      <div className="min-h-0 overflow-y-auto p-4 text-[13px]">{children}</div>
      {footer && <footer className="flex shrink-0 justify-end gap-2 border-t px-4 py-3">{footer}</footer>}
    </dialog>
  );
}
