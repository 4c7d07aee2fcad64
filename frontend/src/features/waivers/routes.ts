import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/reviews/waivers",
    page: () => import("./waivers-page"),
    place: "reviews",
    section: "waivers",
    order: 30,
    needs: ["training:prerequisites.waive", "training:requirements.read"],
  },
];
