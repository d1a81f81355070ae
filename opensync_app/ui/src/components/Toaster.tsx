import { useToasts } from "./toast";

/** Where the page's short sentences appear. */
export function Toaster() {
  const toasts = useToasts();
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-14 z-50 flex flex-col items-center gap-2">
      {toasts.map((toast) => (
        <div key={toast.id} className="animate-appear rounded-button border border-line-strong bg-menu px-3 py-1.5 text-xs">
          {toast.text}
        </div>
      ))}
    </div>
  );
}
