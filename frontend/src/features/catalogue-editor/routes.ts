import type { FeatureRoute } from "@/shared/navigation/feature-route";

const needs = ["training:catalogue.write"] as const;

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/catalogue",
    page: () => import("./catalogue/catalogue-page"),
    place: "manage",
    section: "manageCatalogue",
    order: 20,
    needs,
  },
  { path: "/manage/catalogue/tracks/new", page: () => import("./track/new-track-page"), place: "manage", needs },
  { path: "/manage/catalogue/tracks/$id", page: () => import("./track/edit-track-page"), place: "manage", needs },
  { path: "/manage/catalogue/modules/new", page: () => import("./module/new-module-page"), place: "manage", needs },
  { path: "/manage/catalogue/modules/$id", page: () => import("./module/edit-module-page"), place: "manage", needs },
];
