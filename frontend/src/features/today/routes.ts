import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [{ path: "/today", page: () => import("./today-page"), place: "today" }];
