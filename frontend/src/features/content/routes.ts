import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share", page: () => import("./feed-page"), place: "share", section: "content", order: 10 },
  { path: "/share/content/$id", page: () => import("./share-page"), place: "share" },
  {
    path: "/manage/content",
    page: () => import("./manage-content-page"),
    place: "manage",
    section: "manageContent",
    order: 60,
    needs: ["advocacy:content.manage"],
  },
  {
    path: "/manage/content/new",
    page: () => import("./new-content-page"),
    place: "manage",
    needs: ["advocacy:content.manage"],
  },
  {
    path: "/manage/content/$id",
    page: () => import("./edit-content-page"),
    place: "manage",
    needs: ["advocacy:content.manage"],
  },
];
