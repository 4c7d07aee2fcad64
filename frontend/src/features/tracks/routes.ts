import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/learn/tracks/$code", page: () => import("./track-page"), place: "learn" },
];
