import { useNow } from "@/lib/clock";
import { formatAgo, formatMoment } from "@/lib/format";

/** How long ago something was; the exact moment on hover. */
export function Ago({ at, className }: { at: number; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={formatMoment(at)} className={className}>
      {formatAgo(at, now)}
    </time>
  );
}
