import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/team", page: () => import("./team-page"), place: "team", roles: ["manager", "hr"] },
];
