import type { FeatureRoute } from "@/shared/navigation/feature-route";

const needs = ["governance:signoff-templates.read"] as const;

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/signoff-templates",
    page: () => import("./templates-page"),
    place: "manage",
    section: "manageSignoffTemplates",
    order: 45,
    needs,
  },
  {
    path: "/manage/signoff-templates/new",
    page: () => import("./new-template-page"),
    place: "manage",
    needs: ["governance:signoff-templates.edit"],
  },
  { path: "/manage/signoff-templates/$id", page: () => import("./edit-template-page"), place: "manage", needs },
];
