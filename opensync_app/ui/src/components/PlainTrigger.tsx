import { cloneElement, type HTMLAttributes, type ReactElement, type Ref, type RefObject } from "react";
import { loadOverlays } from "./use-overlays";

export type Trigger = ReactElement<HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> }>;

interface Props {
  trigger: Trigger;
  kind: "menu" | "dialog";
  plain: RefObject<HTMLElement | null>;
  onOpen: () => void;
}

/** The trigger of a menu or popover as long as its machinery is on its way; pointing at it hurries that. */
export function PlainTrigger({ trigger, kind, plain, onOpen }: Props) {
  return cloneElement(trigger, {
    ref: plain,
    "aria-haspopup": kind,
    "aria-expanded": false,
    onClick: onOpen,
    onPointerEnter: () => void loadOverlays(),
  });
}
