import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/completions",
    page: () => import("./completions-page"),
    place: "manage",
    section: "manageCompletions",
    order: 25,
    needs: ["training:completions.read", "training:requirements.read"],
  },
];
