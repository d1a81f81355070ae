import { Checkbox } from "@/components/Checkbox";
import { cx } from "@/lib/cx";

interface Props {
  isPicked: boolean | "mixed";
  onToggle: () => void;
  label: string;
  className?: string;
}

/** The box that takes something into the context. */
export function Pick({ isPicked, onToggle, label, className }: Props) {
  return (
    <Checkbox isBare checked={isPicked} onChange={onToggle} className={cx("shrink-0 items-start!", className)}>
      {label}
    </Checkbox>
  );
}
