import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/learn/certificates",
    page: () => import("./certificates-page"),
    place: "learn",
    section: "certificates",
    order: 30,
  },
];
