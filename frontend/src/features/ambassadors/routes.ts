import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/share/ambassador",
    page: () => import("./ambassador-page"),
    place: "share",
    section: "ambassador",
    order: 70,
  },
  {
    path: "/manage/ambassadors",
    page: () => import("./manage-ambassadors-page"),
    place: "manage",
    section: "manageAmbassadors",
    order: 65,
    needs: ["advocacy:ambassadors.manage"],
  },
];
