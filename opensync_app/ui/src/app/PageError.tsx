import type { ErrorComponentProps } from "@tanstack/react-router";
import { Failure } from "@/components/States";

/** What stands in the place of a page that broke or whose script did not arrive; the rest stays alive. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return <Failure title="This page broke" error={error} onRetry={reset} />;
}
