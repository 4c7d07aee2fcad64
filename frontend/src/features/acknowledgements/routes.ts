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
    path: "/team/guidelines/$id/$number",
    page: () => import("./answers-page"),
    place: "team",
    needs: ["governance:acknowledgements.read-answers"],
  },
  { path: "/guidelines/acknowledge/$id", page: () => import("./acknowledge-page"), place: "guidelines" },
];
