import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share/points", page: () => import("./points-page"), place: "share", section: "points", order: 30 },
];
