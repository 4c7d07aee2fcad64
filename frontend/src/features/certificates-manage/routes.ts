import type { FeatureRoute } from "@/shared/navigation/feature-route";

export const routes: readonly FeatureRoute[] = [
  {
    path: "/manage/certificates",
    page: () => import("./certificates-page"),
    place: "manage",
    section: "manageCertificates",
    order: 45,
    needs: ["training:certificates.check"],
  },
];
