import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/people",
    page: () => import("./directory/people-page"),
    place: "manage",
    section: "managePeople",
    order: 10,
    needs: ["training:people.list"],
  },
  {
    path: "/manage/people/new",
    page: () => import("./directory/new-person-page"),
    place: "manage",
    needs: ["training:people.write"],
  },
  {
    path: "/manage/people/$id",
    page: () => import("./directory/edit-person-page"),
    place: "manage",
    needs: ["training:people.write"],
  },
  {
    path: "/manage/people/imports",
    page: () => import("./imports/imports-page"),
    place: "manage",
    needs: ["training:people.import"],
  },
  {
    path: "/manage/people/imports/$id",
    page: () => import("./imports/import-page"),
    place: "manage",
    needs: ["training:people.import"],
  },
];
