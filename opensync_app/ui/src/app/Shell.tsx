import { Outlet, useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { say } from "@/components/toast";
import { Toaster } from "@/components/Toaster";
import { loadOverlays } from "@/components/use-overlays";
import { chooseTheme, nextTheme, themeChoice } from "@/lib/theme";
import { useChords } from "@/lib/use-chords";
import { useKeys } from "@/lib/use-keys";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { Palette, preloadPieces, ShortcutsDialog } from "./lazy-pages";
import { PAGES } from "./pages";
import { usePaletteKey } from "./use-palette-key";

/** After the first paint and the first figures. */
const PRELOAD_MS = 400;

/** What stands around every page. */
export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  usePreloads();
  const [opened, setOpened] = useState<"palette" | "help">();
  const close = (): void => setOpened(undefined);
  const help = (): void => setOpened("help");
  useShellKeys(help);
  usePaletteKey(() => setOpened("palette"));
  return (
    <div className="grid h-dvh grid-rows-[3rem_minmax(0,1fr)_2.5rem]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-menu focus:p-2">
        Skip to content
      </a>
      <Header onPalette={() => setOpened("palette")} onHelp={help} />
      <main id="main" tabIndex={-1} className="relative min-h-0 min-w-0 overflow-clip outline-none">
        <ErrorBoundary resetKey={path}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <Footer />
      <Toaster />
      <ErrorBoundary resetKey={opened ?? ""} fallback={<Undelivered onSaid={close} />}>
        <Suspense>
          {opened === "palette" && <Palette onClose={close} onHelp={help} />}
          {opened === "help" && <ShortcutsDialog onClose={close} />}
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/** Fetches, once the page stands, what the next key may ask for: what is typed then must not fall beside. */
function usePreloads(): void {
  useEffect(() => {
    const timer = window.setTimeout(() => {
      void loadOverlays();
      void preloadPieces();
    }, PRELOAD_MS);
    return () => window.clearTimeout(timer);
  }, []);
}

/** In the place of a window whose script did not arrive. */
function Undelivered({ onSaid }: { onSaid: () => void }) {
  useEffect(() => {
    say("OpenSync does not answer; try again in a moment.");
    onSaid();
    // Once it is said.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return null;
}

/** The keys that work on every page. */
function useShellKeys(help: () => void): void {
  const { source } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  useKeys({
    t: () => chooseTheme(nextTheme(themeChoice())),
    "?": help,
    "/": () => {
      const field = [...document.querySelectorAll<HTMLInputElement>("[data-search-field]")].find((one) => one.offsetParent !== null);
      if (field === undefined) return void navigate({ to: "/context", search: { source } });
      field.focus();
      field.select();
    },
  });
  useChords("g", Object.fromEntries(PAGES.map((page) => [page.key, () => void navigate({ to: page.to, search: { source } })])));
}
