import type { ErrorComponentProps } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useLiveState } from "@/api/live";
import { Failure } from "@/components/States";

/** What stands in the place of a page that broke or whose script did not arrive; the rest stays alive. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const live = useLiveState();
  const wasLost = useRef(live === "lost");
  useEffect(() => {
    // The server is back: the page gets another chance by itself.
    if (live === "open" && wasLost.current) reset();
    wasLost.current ||= live === "lost";
  }, [live, reset]);
  return <Failure title="This page broke" error={error} onRetry={reset} />;
}
