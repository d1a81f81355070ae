import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.OPENSYNC_URL ?? "http://127.0.0.1:7420";

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    target: "es2022",
    manifest: true,
    // A data: font or picture would need a wider content security policy.
    assetsInlineLimit: 0,
    // The browser needs no polyfill, and the policy allows no inline script.
    modulePreload: { polyfill: false },
    // One file of icons: alone each is smaller than the request for it.
    rollupOptions: { output: { manualChunks: (id) => (id.includes("/lucide-react/") ? "icons" : undefined) } },
  },
  // Grammars load one by one inside the worker too.
  worker: { format: "es" },
  server: { proxy: { "/api": server, "/health": server } },
  test: { css: true, environment: "jsdom", setupFiles: ["src/testing/setup.ts"], testTimeout: 30_000, include: ["src/**/*.test.{ts,tsx}"] },
});
