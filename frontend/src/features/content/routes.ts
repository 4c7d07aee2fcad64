import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  { path: "/share", page: () => import("./share/feed-page"), place: "share", section: "content", order: 10 },
  { path: "/share/content/$id", page: () => import("./share/share-page"), place: "share" },
  {
    path: "/manage/content",
    page: () => import("./manage/manage-content-page"),
    place: "manage",
    section: "manageContent",
    order: 60,
    needs: ["advocacy:content.manage"],
  },
  {
    path: "/manage/content/new",
    page: () => import("./manage/new-content-page"),
    place: "manage",
    needs: ["advocacy:content.manage"],
  },
  {
    path: "/manage/content/$id",
    page: () => import("./manage/edit-content-page"),
    place: "manage",
    needs: ["advocacy:content.manage"],
  },
  {
    path: "/manage/programme",
    page: () => import("./manage/programme-page"),
    place: "manage",
    section: "manageProgramme",
    order: 74,
    needs: ["advocacy:settings.read"],
  },
];
