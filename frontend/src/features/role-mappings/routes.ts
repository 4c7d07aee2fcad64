import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/roles",
    page: () => import("./role-mappings-page"),
    place: "manage",
    section: "manageRoles",
    order: 12,
    needs: ["training:roles.read-mappings"],
  },
];
