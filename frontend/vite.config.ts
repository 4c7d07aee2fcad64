import react from "@vitejs/plugin-react";
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vitest/config";

const gateway = process.env.KRING_ORIGIN ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    // Nothing may be inlined as data: the content security policy allows this origin's files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(["/api", "/idp", "/s", "/app-config.json"].map((path) => [path, { target: gateway }])),
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    // One window for all files: a new one for each costs more than the tests themselves. Each test cleans up after itself.
    pool: "threads",
    isolate: false,
    testTimeout: 15_000,
  },
});
