import { Monitor, Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuChoice } from "@/components/Menu";
import { chooseTheme, useTheme } from "@/lib/theme";

const CHOICES = [
  { value: "tan", label: "Tan", icon: <Sun /> },
  { value: "dark", label: "Dark", icon: <Moon /> },
  { value: "system", label: "System", icon: <Monitor /> },
] as const;

/** Tan, dark, or as the system has it. */
export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <Menu label="Theme" align="end" trigger={<IconButton label="Theme">{CHOICES.find((one) => one.value === theme)?.icon}</IconButton>}>
      <MenuChoice value={theme} onChange={chooseTheme} choices={CHOICES} />
    </Menu>
  );
}
