import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/team/enrolments",
    page: () => import("./enrolments-page"),
    place: "team",
    section: "teamEnrolments",
    order: 40,
    needs: ["training:standings.read"],
  },
];
