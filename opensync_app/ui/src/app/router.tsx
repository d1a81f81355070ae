import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { readContextAddress } from "@/features/context/address";
import { readOverviewAddress } from "@/features/overview/address";
import { readReaderAddress } from "@/features/reader/address";
import { readSessionsAddress } from "@/features/sessions/address";
import { parseSearch, stringifySearch } from "@/lib/address";
import { readSharedAddress } from "./address";
import { NotFound } from "./NotFound";
import { PageError } from "./PageError";
import { ContextPage, GalleryPage, OverviewPage, ReaderPage, SessionsPage } from "./lazy-pages";
import { Shell } from "./Shell";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, validateSearch: readSharedAddress });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: ({ search }) => {
    // The router's own way of saying "go there": it is thrown.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/overview", search: { source: search.source }, replace: true });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/overview",
  validateSearch: readOverviewAddress,
  component: OverviewPage,
});

const sessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions",
  validateSearch: readSessionsAddress,
  component: SessionsPage,
});

const readerRoute = createRoute({
  getParentRoute: () => sessionsRoute,
  path: "$sessionId",
  validateSearch: readReaderAddress,
  component: ReaderPage,
});

const contextRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/context",
  validateSearch: readContextAddress,
  component: ContextPage,
});

/** The page's older address. */
const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search",
  validateSearch: readContextAddress,
  beforeLoad: ({ search }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/context", search, replace: true });
  },
});

/** Shows every shared component in all its states; no link leads here. */
const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/gallery",
  component: GalleryPage,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    overviewRoute,
    sessionsRoute.addChildren([readerRoute]),
    contextRoute,
    searchRoute,
    galleryRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingMs: 200,
  defaultErrorComponent: PageError,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
