/** Everyone's certificates, for those who answer for them. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource } from "@/shared/api/resource";

export type Certificate = components["schemas"]["CertificateOut"];

export const STATES = ["valid", "suspended", "revoked", "expired"] as const satisfies readonly Certificate["state"][];

/** Whoever may speak for the brand changes with a certificate. */
export const certificates = resource("training", "/v1/certificates", {
  file: true,
  touches: [keyOf("governance", "/v1/speaking-rights")],
});

export function schemeChoicesQuery() {
  return queryOptions({
    queryKey: [...keyOf("training", "/v1/certification-schemes"), "choices"],
    queryFn: () => body(training.GET("/v1/certification-schemes", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  });
}
