import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/insights",
    page: () => import("./insights-page"),
    place: "insights",
    needs: ["training:insights.see", "governance:insights.see", "advocacy:insights.see"],
  },
];
