import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/guidelines/acknowledgements",
    page: () => import("./acknowledgements-page"),
    place: "guidelines",
    section: "acknowledgements",
    order: 20,
  },
  {
    path: "/manage/guidelines/$id/answers/$number",
    page: () => import("./answers-page"),
    place: "manage",
    needs: ["governance:acknowledgements.read"],
  },
  { path: "/guidelines/acknowledge/$id", page: () => import("./acknowledge-page"), place: "guidelines" },
];
