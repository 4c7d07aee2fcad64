import type { FeatureRoute } from "@/shared/navigation/feature-route";

const needs = ["training:standings.read"] as const;

export const routes: readonly FeatureRoute[] = [
  { path: "/team/modules/$id", page: () => import("./module-people-page"), place: "team", needs },
  { path: "/team/tracks/$id", page: () => import("./track-people-page"), place: "team", needs },
  { path: "/team/certificates/$id", page: () => import("./scheme-people-page"), place: "team", needs },
];
