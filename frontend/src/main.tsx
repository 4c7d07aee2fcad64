/** Starts the app: texts and session first, then the first screen. */
import "@fontsource-variable/figtree/wght.css";
import "@fontsource-variable/bricolage-grotesque/wght.css";
import "@mantine/core/styles.layer.css";
import "./app/app.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTexts } from "./app/i18n";
import { Providers } from "./app/providers";
import { createAppRouter, featureRoutes } from "./app/route-tree";
import { FeatureRoutes } from "./app/shell/feature-routes-context";
import { startSession } from "./shared/session/session";

await Promise.all([startTexts(), startSession()]);

const place = document.getElementById("root");
if (!place) throw new Error("The page has no #root to draw in.");
createRoot(place).render(
  <StrictMode>
    <Providers>
      <FeatureRoutes value={featureRoutes}>
        <RouterProvider router={createAppRouter()} />
      </FeatureRoutes>
    </Providers>
  </StrictMode>,
);

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  void import("./app/keep-for-offline").then(({ keepForOffline }) => keepForOffline());
}
