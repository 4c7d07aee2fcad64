/** My certificates, and per scheme what is still missing for one. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { resource } from "@/shared/api/resource";

export type Certificate = components["schemas"]["CertificateOut"];
export type Scheme = components["schemas"]["SchemeOut"];
export type Standing = components["schemas"]["StandingOut"];

/** All of mine as a file. */
export const { readFile: readCertificates } = resource("training", "/v1/me/certificates", { file: true });

export function myCertificatesQuery() {
  return queryOptions({
    queryKey: ["training", "certificates", "mine"],
    queryFn: () => body(training.GET("/v1/me/certificates")),
  });
}

/** As anyone may check it: who issued it, and where it is verified. */
export function credentialQuery(certificateId: string) {
  return queryOptions({
    queryKey: ["training", "credentials", certificateId],
    queryFn: () =>
      body(training.GET("/v1/credentials/{certificate_id}", { params: { path: { certificate_id: certificateId } } })),
  });
}

export function publishedSchemesQuery() {
  return queryOptions({
    queryKey: ["training", "certification-schemes", "published"],
    queryFn: () =>
      body(training.GET("/v1/certification-schemes", { params: { query: { state: "published", limit: 50 } } })),
  });
}

export function standingQuery(schemeId: string) {
  return queryOptions({
    queryKey: ["training", "certification-schemes", schemeId, "standing"],
    queryFn: () =>
      body(
        training.GET("/v1/certification-schemes/{scheme_id}/standing", { params: { path: { scheme_id: schemeId } } }),
      ),
  });
}
