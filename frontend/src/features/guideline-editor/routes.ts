import type { FeatureRoute } from "@/shared/navigation/feature-route";

const needs = ["governance:guidelines.read-drafts"] as const;

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/guidelines",
    page: () => import("./guidelines/guidelines-page"),
    place: "manage",
    section: "manageGuidelines",
    order: 40,
    needs,
  },
  { path: "/manage/guidelines/$id", page: () => import("./guideline/guideline-page"), place: "manage", needs },
];
