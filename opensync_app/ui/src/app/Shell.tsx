import { Outlet, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Toaster } from "@/components/Toaster";
import { chooseTheme, nextTheme, themeChoice } from "@/lib/theme";
import { useKeys } from "@/lib/use-keys";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { ShortcutsDialog } from "./ShortcutsDialog";

/** What stands around every page. */
export function Shell() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [helps, setHelps] = useState(false);
  useKeys({ t: () => chooseTheme(nextTheme(themeChoice())), "?": () => setHelps(true) });
  return (
    <div className="grid h-dvh grid-rows-[3rem_minmax(0,1fr)_2.5rem]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-menu focus:p-2">
        Skip to content
      </a>
      <Header onHelp={() => setHelps(true)} />
      <main id="main" tabIndex={-1} className="min-h-0 min-w-0 outline-none">
        <ErrorBoundary resetKey={path}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <Footer />
      <Toaster />
      {helps && <ShortcutsDialog onClose={() => setHelps(false)} />}
    </div>
  );
}
