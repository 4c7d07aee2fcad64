/** All addresses of the app: the features' own lists, gathered, each page loaded when it is first asked for. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { FeatureRoute } from "@/shared/navigation/feature-route";
import { waitingAddress } from "@/shared/session/return-address";
import { PLACES } from "./places";
import { BrokenPage } from "./pages/broken-page";
import { Shell } from "./shell/shell";

const lists = import.meta.glob<{ routes: readonly FeatureRoute[] }>("../features/*/routes.ts", { eager: true });

export const featureRoutes: readonly FeatureRoute[] = Object.values(lists).flatMap((list) => list.routes);

const root = createRootRoute();
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    // Who gave up on the provider's page comes back here: they still want to go where they were heading.
    const waiting = waitingAddress();
    if (waiting) throw redirect({ href: waiting });
    throw redirect({ to: "/today" });
  },
});
const callback = createRoute({
  getParentRoute: () => root,
  path: "/callback",
  component: lazyRouteComponent(() => import("./pages/callback-page")),
});
const more = createRoute({
  getParentRoute: () => shell,
  path: "/more",
  component: lazyRouteComponent(() => import("./pages/more-page")),
});

/** An address that is none of ours, within the frame that leads on. */
const elsewhere = createRoute({
  getParentRoute: () => shell,
  path: "$",
  component: lazyRouteComponent(() => import("./pages/missing-page")),
});

const inShell = featureRoutes
  .filter((route) => route.place !== null)
  .map((route) =>
    createRoute({ getParentRoute: () => shell, path: route.path, component: lazyRouteComponent(route.page) }),
  );
const open = featureRoutes
  .filter((route) => route.place === null)
  .map((route) =>
    createRoute({ getParentRoute: () => root, path: route.path, component: lazyRouteComponent(route.page) }),
  );

/** A place without a front page of its own shows its sections. */
const fronts = PLACES.filter((place) => !featureRoutes.some((route) => route.path === place.path)).map((place) =>
  createRoute({
    getParentRoute: () => shell,
    path: place.path,
    component: lazyRouteComponent(() => import("./pages/place-page")),
  }),
);

const tree = root.addChildren([home, callback, ...open, shell.addChildren([more, ...fronts, ...inShell, elsewhere])]);

export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingMs: 200,
    defaultErrorComponent: BrokenPage,
  });
}
