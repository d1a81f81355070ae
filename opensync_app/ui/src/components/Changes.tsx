/** How many lines came and went. */
export function Changes({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="shrink-0 font-mono text-[11px]">
      {(added > 0 || removed === 0) && <span className="text-good">+{added}</span>}
      {removed > 0 && <span className="text-bad"> −{removed}</span>}
    </span>
  );
}
