import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/verify/$id", page: () => import("./verify-page"), place: null },
];
