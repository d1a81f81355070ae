import { act, hold, letGo, useToasts } from "./toast";

/** Where the page's short sentences appear. */
export function Toaster() {
  const toasts = useToasts();
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-14 z-50 in-[body:has([data-tray])]:bottom-28 max-sm:in-[body:has([data-tray])]:bottom-40 flex flex-col items-center gap-2 px-4">
      {toasts.map((toast) => (
        <div
          key={toast.id}
          onPointerEnter={() => hold(toast.id)}
          onPointerLeave={() => letGo(toast)}
          onFocus={() => hold(toast.id)}
          onBlur={() => letGo(toast)}
          className="pointer-events-auto flex min-h-9 animate-appear items-center gap-3 rounded-button border border-line-strong bg-menu px-3 text-xs"
        >
          <span className="py-1.5">{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              onClick={() => void act(toast)}
              className="-mr-1 rounded px-1.5 py-1 font-medium text-accent-ink hover:bg-fill"
            >
              {toast.action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
