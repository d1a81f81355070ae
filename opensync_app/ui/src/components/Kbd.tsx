/** A key as it stands on the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex min-w-5 items-center justify-center rounded border border-line bg-page px-1 font-mono text-[10px]/4 text-muted">
      {children}
    </kbd>
  );
}
