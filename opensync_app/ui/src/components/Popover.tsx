import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { PlainTrigger, type Trigger } from "./PlainTrigger";
import { useOpening } from "./use-overlays";

interface Props {
  /** The button that opens it; it must be able to hold a ref. */
  trigger: Trigger;
  /** What it holds, for screen readers. */
  label: string;
  /** Gets a function that closes it. */
  children: (close: () => void) => ReactNode;
  align?: "start" | "center" | "end";
  className?: string;
  onOpenChange?: (isOpen: boolean) => void;
}

/** A small window under a button for more than a list of actions. Esc and a click outside close it. */
export function Popover({ trigger, label, children, align = "start", className, onOpenChange }: Props) {
  const { parts, isOpen, setOpen, openLater, plain } = useOpening();
  const change = (next: boolean): void => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const openPlain = (): void => {
    openLater();
    onOpenChange?.(true);
  };
  if (parts === undefined) return <PlainTrigger trigger={trigger} kind="dialog" plain={plain} onOpen={openPlain} />;
  const Radix = parts.Popover;
  return (
    <Radix.Root open={isOpen} onOpenChange={change}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cx(
            "z-40 flex max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-1rem)] animate-appear flex-col overflow-hidden rounded-card border border-line-strong bg-menu outline-none",
            className,
          )}
        >
          {children(() => change(false))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
