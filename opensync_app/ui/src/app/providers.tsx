import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { isWorthRetrying } from "@/api/client";
import { connectLive } from "@/api/live";
import { liveHandlers } from "@/api/live-cache";
import { say } from "@/components/toast";
import { router } from "./router";

const client = new QueryClient({
  defaultOptions: {
    // The event stream says what changed, so nothing is fetched again for its age alone.
    queries: { retry: isWorthRetrying, staleTime: 60_000, gcTime: 5 * 60_000, refetchOnWindowFocus: false },
  },
});

/** The app with everything that it needs around it. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <Live />
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

function Live() {
  const cache = useQueryClient();
  useEffect(() => connectLive(liveHandlers(cache, say)), [cache]);
  return null;
}
