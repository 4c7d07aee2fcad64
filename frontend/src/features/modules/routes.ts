import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/learn", page: () => import("./catalogue/catalogue-page"), place: "learn", section: "catalogue", order: 10 },
  { path: "/learn/modules/$id", page: () => import("./module/module-page"), place: "learn" },
];
