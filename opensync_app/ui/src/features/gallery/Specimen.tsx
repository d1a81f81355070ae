import type { ReactNode } from "react";

/** One component on show, under its name. */
export function Specimen({ name, children, isWide = false }: { name: string; children: ReactNode; isWide?: boolean }) {
  return (
    <section aria-label={name} className={isWide ? "min-w-0 rounded-card border bg-card md:col-span-2" : "min-w-0 rounded-card border bg-card"}>
      <h3 className="border-b px-4 py-2 font-mono text-xs text-muted">{name}</h3>
      <div className="flex min-w-0 flex-wrap items-center gap-3 p-4">{children}</div>
    </section>
  );
}
