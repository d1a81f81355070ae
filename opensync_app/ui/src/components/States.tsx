import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";

interface BlankProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** What a view says when it has nothing to show, and the next step. */
export function Blank({ icon, title, children, action }: BlankProps) {
  return (
    <div className="flex h-full animate-appear flex-col items-center justify-center px-6 py-12 text-center">
      {icon && <div className="mb-4 text-dim [&_svg]:size-7 [&_svg]:stroke-[1.5]">{icon}</div>}
      <h2 className="text-base font-normal">{title}</h2>
      {children && <div className="mt-1.5 max-w-md text-[13px] text-balance text-muted">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}

/** What went wrong, in words, and a way on. */
export function Failure({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  return (
    <div role="alert" className="h-full">
      <Blank
        icon={<CircleAlert />}
        title={title}
        action={
          onRetry && (
            <Button onClick={onRetry}>
              <RotateCw className="size-3.5" /> Try again
            </Button>
          )
        }
      >
        {error instanceof Error ? error.message : String(error)}
      </Blank>
    </div>
  );
}

/** A grey bar in the place of what comes. */
export function Bone({ className }: { className: string }) {
  return <div className={`animate-pulse-soft rounded bg-fill ${className}`} />;
}
