import type { FeatureRoute } from "@/shared/navigation/feature-route";

const needs = ["training:catalogue.write"] as const;

export const routes: readonly FeatureRoute[] = [
  { path: "/manage/catalogue", page: () => import("./catalogue-page"), place: "manage", section: "manageCatalogue", order: 20, needs },
  { path: "/manage/catalogue/tracks/new", page: () => import("./new-track-page"), place: "manage", needs },
  { path: "/manage/catalogue/tracks/$id", page: () => import("./edit-track-page"), place: "manage", needs },
  { path: "/manage/catalogue/modules/new", page: () => import("./new-module-page"), place: "manage", needs },
  { path: "/manage/catalogue/modules/$id", page: () => import("./edit-module-page"), place: "manage", needs },
];
