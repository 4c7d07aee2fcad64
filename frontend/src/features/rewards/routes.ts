import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share/rewards", page: () => import("./rewards-page"), place: "share", section: "rewards", order: 60 },
  {
    path: "/manage/rewards",
    page: () => import("./manage-rewards-page"),
    place: "manage",
    section: "manageRewards",
    order: 70,
    needs: ["advocacy:rewards.manage", "advocacy:redemptions.decide"],
  },
];
