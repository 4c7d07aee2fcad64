import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/people/$id", page: () => import("./person-page"), place: "team" },
];
