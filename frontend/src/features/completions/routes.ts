import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/learn/transcript",
    page: () => import("./transcript-page"),
    place: "learn",
    section: "transcript",
    order: 40,
  },
];
