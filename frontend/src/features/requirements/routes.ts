import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/requirements",
    page: () => import("./requirements-page"),
    place: "manage",
    section: "manageRequirements",
    order: 30,
    needs: ["training:requirements.read"],
  },
  {
    path: "/manage/requirements/new",
    page: () => import("./new-requirement-page"),
    place: "manage",
    needs: ["training:requirements.write"],
  },
  {
    path: "/manage/requirements/$id",
    page: () => import("./requirement-page"),
    place: "manage",
    needs: ["training:requirements.read"],
  },
];
