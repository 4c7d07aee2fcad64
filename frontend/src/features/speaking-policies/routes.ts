import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/speaking-policies",
    page: () => import("./policies-page"),
    place: "manage",
    section: "manageSpeakingPolicies",
    order: 56,
    needs: ["governance:speaking-policies.edit"],
  },
];
