import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/help", page: () => import("./help-page"), place: "today" },
  { path: "/my-data", page: () => import("./my-data-page"), place: "today" },
];
