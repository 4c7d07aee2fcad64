import type { FeatureRoute } from "@/shared/navigation/feature-route";

const needs = ["training:schemes.write"] as const;

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/schemes",
    page: () => import("./schemes-page"),
    place: "manage",
    section: "manageSchemes",
    order: 40,
    needs,
  },
  { path: "/manage/schemes/new", page: () => import("./new-scheme-page"), place: "manage", needs },
  { path: "/manage/schemes/$id", page: () => import("./scheme-page"), place: "manage", needs },
];
