import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";

/** Renders a piece of the page with a cache of its own and a router that goes nowhere. */
export function renderPiece(piece: ReactNode): { client: QueryClient } {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: "/", component: () => piece });
  const session = createRoute({ getParentRoute: () => root, path: "/sessions/$sessionId", component: () => null });
  const router = createRouter({ routeTree: root.addChildren([page, session]), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return { client };
}
