import react from "@vitejs/plugin-react";
import { fileURLToPath, URL } from "node:url";
import { defineConfig } from "vitest/config";

const gateway = process.env.KRING_ORIGIN ?? "http://127.0.0.1:8080";

/** What every screen draws with: it comes in one file instead of dozens of crumbs. Everything else is loaded when asked for. */
const EVERYDAY = [
  "main.tsx",
  "app/places.ts",
  "app/providers.tsx",
  ...["shell", "sidebar", "bottom-bar", "sections", "header", "language-menu", "account-menu"].map(
    (part) => `app/shell/${part}.tsx`,
  ),
  "app/pages/broken-page.tsx",
  ...["api/clients", "api/calls", "session/me", "format/use-format", "i18n/localized"].map(
    (module) => `shared/${module}.ts`,
  ),
  ...[
    "page",
    "link",
    "ring",
    "empty-state",
    "query-state",
    "skeletons",
    "state-badge",
    "due-badge",
    "header-popover",
    "notice-host",
  ].map((part) => `shared/ui/${part}.tsx`),
  "features/speaking-rights/speaking-right-ring.tsx",
  "features/today/today-page.tsx",
].map((path) => `/src/${path}`);

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2023",
    // Nothing may be inlined as data: the content security policy allows this origin's files only.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // A list of every page's scripts, kept in the first of them, would be 4 kB of what Today loads. A page's own imports
      // are fetched when it is: on hover, mostly. Its styles are named: they must be there before it is drawn.
      resolveDependencies: (_file, needed, { hostType }) =>
        hostType === "js" ? needed.filter((file) => file.endsWith(".css")) : needed,
    },
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: "everyday", test: (id) => EVERYDAY.some((path) => id.endsWith(path)) }],
        },
      },
    },
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
    testTimeout: 60_000,
  },
});
