import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { PlainTrigger, type Trigger } from "./PlainTrigger";
import { OverlayParts, useOpening, useParts } from "./use-overlays";

const ITEM =
  "flex min-h-8 cursor-default items-center gap-2.5 rounded px-2 text-[13px] outline-none select-none data-disabled:opacity-45 data-highlighted:bg-fill [&>svg]:size-3.5 [&>svg]:shrink-0 [&>svg]:text-muted";

interface MenuProps {
  /** The button that opens the menu; it must be able to hold a ref. */
  trigger: Trigger;
  /** What the menu is about, for screen readers. */
  label: string;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
}

/** A list of actions or choices under a button; arrows, letters and Esc work in it. */
export function Menu({ trigger, label, children, align = "start", className }: MenuProps) {
  const { parts, isOpen, setOpen, openLater, plain } = useOpening();
  if (parts === undefined) return <PlainTrigger trigger={trigger} kind="menu" plain={plain} onOpen={openLater} />;
  const Radix = parts.Menu;
  return (
    <Radix.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className={cx(
            "z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-40 animate-appear overflow-y-auto rounded-card border border-line-strong bg-menu p-1",
            className,
          )}
        >
          <OverlayParts value={parts}>{children}</OverlayParts>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ItemProps {
  onSelect: () => void;
  children: ReactNode;
  icon?: ReactNode;
  /** A figure or a key at the right. */
  hint?: ReactNode;
  isDanger?: boolean;
  isDisabled?: boolean;
}

/** One action of a menu. */
export function MenuItem({ onSelect, children, icon, hint, isDanger = false, isDisabled = false }: ItemProps) {
  const Radix = useParts().Menu;
  return (
    <Radix.Item onSelect={onSelect} disabled={isDisabled} className={cx(ITEM, isDanger && "text-bad [&>svg]:text-bad!")}>
      {icon}
      <span className="flex-1">{children}</span>
      {hint && <span className="text-xs text-muted tabular-nums">{hint}</span>}
    </Radix.Item>
  );
}

interface CheckProps {
  isChecked: boolean;
  onChange: () => void;
  children: ReactNode;
  hint?: ReactNode;
  /** A choice of one closes the menu; a choice of many leaves it open. */
  keepOpen?: boolean;
}

/** One switch of a menu. */
export function MenuCheck({ isChecked, onChange, children, hint, keepOpen = true }: CheckProps) {
  const Radix = useParts().Menu;
  return (
    <Radix.CheckboxItem
      className={ITEM}
      checked={isChecked}
      onCheckedChange={onChange}
      onSelect={(event) => keepOpen && event.preventDefault()}
    >
      <Tick />
      <span className="flex flex-1 items-center gap-2.5">{children}</span>
      {hint && <span className="text-xs text-muted tabular-nums">{hint}</span>}
    </Radix.CheckboxItem>
  );
}

interface ChoiceProps<T extends string> {
  value: T;
  onChange: (value: T) => void;
  choices: readonly { value: T; label: ReactNode; icon?: ReactNode }[];
}

/** Several values of which one holds. */
export function MenuChoice<T extends string>({ value, onChange, choices }: ChoiceProps<T>) {
  const Radix = useParts().Menu;
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      {choices.map((choice) => (
        <Radix.RadioItem key={choice.value} value={choice.value} className={ITEM}>
          {choice.icon}
          <span className="flex-1">{choice.label}</span>
          <Radix.ItemIndicator>
            <Check className="size-3.5" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** A hairline between groups. */
export function MenuLine() {
  const Radix = useParts().Menu;
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** The name of a group. */
export function MenuTitle({ children }: { children: ReactNode }) {
  const Radix = useParts().Menu;
  return <Radix.Label className="px-2 pt-2 pb-1 text-micro text-muted">{children}</Radix.Label>;
}

function Tick() {
  const Radix = useParts().Menu;
  return (
    <span className="size-3.5 shrink-0">
      <Radix.ItemIndicator>
        <Check className="size-3.5" />
      </Radix.ItemIndicator>
    </span>
  );
}
