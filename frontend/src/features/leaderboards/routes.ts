import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/share/leaderboard",
    page: () => import("./leaderboard-page"),
    place: "share",
    section: "leaderboard",
    order: 50,
  },
];
