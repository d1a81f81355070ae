import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { NotFound } from "./NotFound";
import { SessionsPage } from "./pages/SessionsPage";
import { parseSearch, readSearch, stringifySearch } from "./search-params";
import { Shell } from "./Shell";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, validateSearch: readSearch });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: ({ search }) => {
    // The router's own way of saying "go there": it is thrown.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/sessions", search, replace: true });
  },
});

const sessionsRoute = createRoute({ getParentRoute: () => rootRoute, path: "/sessions", component: SessionsPage });

const readerRoute = createRoute({
  getParentRoute: () => sessionsRoute,
  path: "$sessionId",
  component: lazyRouteComponent(() => import("./pages/ReaderPage"), "ReaderPage"),
});

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search",
  component: lazyRouteComponent(() => import("./pages/FindPage"), "FindPage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([homeRoute, sessionsRoute.addChildren([readerRoute]), searchRoute]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingMs: 200,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
