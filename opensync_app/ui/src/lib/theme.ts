import { useSyncExternalStore } from "react";

export type ThemeChoice = "tan" | "dark" | "system";

const KEY = "opensync-dashboard-theme";
const listeners = new Set<() => void>();
const wantsDark = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

/** The kept choice; "system" when there is none. */
export function themeChoice(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === "tan" || kept === "dark" ? kept : "system";
}

/** Keeps the choice and paints it; every window of this browser follows. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  paintTheme();
}

/** The choice after this one, for the one-key switch. */
export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return choice === "tan" ? "dark" : choice === "dark" ? "system" : "tan";
}

function paintTheme(): void {
  const choice = themeChoice();
  const dark = choice === "dark" || (choice === "system" && wantsDark().matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "tan";
  for (const listener of listeners) listener();
}

/** Follows the system and the other windows; call once at the start. */
export function watchTheme(): void {
  wantsDark().addEventListener("change", paintTheme);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) paintTheme();
  });
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
