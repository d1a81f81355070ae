import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, Monitor, Moon, Sun } from "lucide-react";
import { chooseTheme, useTheme, type ThemeChoice } from "@/lib/theme";

const CHOICES = [
  { value: "tan", label: "Tan", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
  { value: "system", label: "System", Icon: Monitor },
] as const;

/** Tan, dark, or as the system has it. */
export function ThemeSwitch() {
  const theme = useTheme();
  const Icon = CHOICES.find((choice) => choice.value === theme)?.Icon ?? Monitor;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label="Theme"
        title="Theme"
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-button text-muted hover:bg-fill hover:text-ink"
      >
        <Icon className="size-4" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content align="end" sideOffset={4} className="z-40 min-w-36 animate-appear rounded-card border border-line-strong bg-menu p-1">
          <Menu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as ThemeChoice)}>
            {CHOICES.map(({ value, label, Icon: Mark }) => (
              <Menu.RadioItem
                key={value}
                value={value}
                className="flex h-8 cursor-default items-center gap-2.5 rounded px-2 text-[13px] outline-none select-none data-highlighted:bg-fill"
              >
                <Mark className="size-3.5 text-muted" />
                <span className="flex-1">{label}</span>
                <Menu.ItemIndicator>
                  <Check className="size-3.5" />
                </Menu.ItemIndicator>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
