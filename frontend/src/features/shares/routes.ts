import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share/links", page: () => import("./links-page"), place: "share", section: "links", order: 20 },
];
