import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share/badges", page: () => import("./badges-page"), place: "share", section: "badges", order: 40 },
];
