import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/reviews",
    page: () => import("./inbox/inbox-page"),
    place: "reviews",
    section: "signoffs",
    order: 10,
    // Anybody may be named a reviewer and comes here by the task on Today; the place is for those who review by role.
    needs: ["governance:signoffs.read"],
  },
  { path: "/reviews/signoffs/$id", page: () => import("./signoff/signoff-page"), place: "reviews" },
  { path: "/reviews/signoffs/$id/record", page: () => import("./record/record-page"), place: "reviews" },
];
