import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/audit",
    page: () => import("./audit-page"),
    place: "manage",
    section: "manageAudit",
    order: 200,
    needs: ["training:audit.read", "advocacy:audit.read", "governance:audit.read"],
  },
];
