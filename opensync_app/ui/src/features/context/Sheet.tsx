import { X } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { IconButton } from "@/components/Button";

interface Props {
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** A window that covers most of a small screen from below, on the browser's own dialog. */
export function Sheet({ label, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => (before instanceof HTMLElement && before.isConnected ? before.focus({ preventScroll: true }) : undefined);
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current.close()}
      className="mt-auto mb-0 h-[calc(100dvh-3.5rem)] max-h-none w-full max-w-none flex-col rounded-t-card border-t border-line-strong bg-page p-0 text-ink backdrop:bg-shade open:flex open:animate-appear sm:mx-auto sm:w-[min(44rem,calc(100vw-2rem))] sm:border-x"
    >
      <IconButton label="Close the preview" onClick={() => ref.current?.close()} className="absolute top-2 right-2 z-10">
        <X />
      </IconButton>
      {children}
    </dialog>
  );
}
