import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./Button";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A modal window on the browser's own dialog: it keeps the focus inside and Esc closes it. */
export function Dialog({ title, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current.close()}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-card border border-line bg-menu p-0 text-ink backdrop:bg-shade open:animate-appear"
    >
      <header className="flex h-12 items-center justify-between border-b pr-2 pl-4">
        <h2 className="text-sm">{title}</h2>
        <IconButton label="Close" onClick={() => ref.current?.close()}>
          <X />
        </IconButton>
      </header>
      <div className="p-4">{children}</div>
    </dialog>
  );
}
