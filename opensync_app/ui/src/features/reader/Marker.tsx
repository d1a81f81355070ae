import type { ReactNode } from "react";

/** A line across the talk where something happened to the session itself. */
export function Marker({ children }: { children: ReactNode }) {
  return (
    <div role="separator" className="my-1 flex items-center gap-3 text-micro text-dim">
      <span className="h-px flex-1 bg-line-strong" />
      <span className="max-w-[80%] truncate">{children}</span>
      <span className="h-px flex-1 bg-line-strong" />
    </div>
  );
}
