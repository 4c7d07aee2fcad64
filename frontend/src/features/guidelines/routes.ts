import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/guidelines",
    page: () => import("./guidelines-page"),
    place: "guidelines",
    section: "guidelines",
    order: 10,
  },
  { path: "/guidelines/$code", page: () => import("./guideline-page"), place: "guidelines" },
];
