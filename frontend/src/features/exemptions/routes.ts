import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/exemptions",
    page: () => import("./exemptions-page"),
    place: "manage",
    section: "manageExemptions",
    order: 35,
    needs: ["training:requirements.read"],
  },
];
