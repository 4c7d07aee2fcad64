import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/speaking-rights",
    page: () => import("./manage-page"),
    place: "manage",
    section: "manageSpeakingRights",
    order: 55,
    needs: ["governance:speaking-rights.suspend"],
  },
];
