import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share/points", page: () => import("./points-page"), place: "share", section: "points", order: 30 },
  {
    path: "/manage/points",
    page: () => import("./manage/point-rules-page"),
    place: "manage",
    section: "managePoints",
    order: 72,
    needs: ["advocacy:points.manage"],
  },
  {
    path: "/manage/points/people/$id",
    page: () => import("./manage/points-of-person-page"),
    place: "manage",
    needs: ["advocacy:points.read"],
  },
];
