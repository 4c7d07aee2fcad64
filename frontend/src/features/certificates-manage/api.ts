/** Everyone's certificates, for those who answer for them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, seen } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { usePages } from "@/shared/api/use-pages";

export type Certificate = components["schemas"]["CertificateOut"];
export type State = Certificate["state"];

export const STATES = ["valid", "suspended", "revoked", "expired"] as const satisfies readonly State[];

export interface CertificateFilters {
  person: string;
  scheme: string;
  state: string;
}

export function useCertificates(filters: CertificateFilters) {
  return usePages(["training", "certificates", "manage", filters], (cursor) =>
    body(
      training.GET("/v1/certificates", {
        params: {
          query: {
            cursor,
            person: filters.person || undefined,
            scheme: filters.scheme || undefined,
            state: (filters.state || undefined) as State | undefined,
          },
        },
      }),
    ),
  );
}

export function schemeChoicesQuery() {
  return queryOptions({
    queryKey: ["training", "schemes", "choices"],
    queryFn: () => body(training.GET("/v1/certification-schemes", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  });
}

export type Move = "suspend" | "reinstate" | "revoke";

export function useMoveCertificate({ id, version }: Pick<Certificate, "id" | "version">) {
  const queries = useQueryClient();
  const params = { params: { path: { certificate_id: id } }, headers: seen(version) };
  return useMutation({
    mutationFn: ({ move, reason }: { move: Move; reason: string }) => {
      if (move === "suspend") return body(training.POST("/v1/certificates/{certificate_id}/suspend", { ...params, body: { reason } }));
      if (move === "revoke") return body(training.POST("/v1/certificates/{certificate_id}/revoke", { ...params, body: { reason } }));
      return body(training.POST("/v1/certificates/{certificate_id}/reinstate", { ...params, body: { reason } }));
    },
    // Also after a refusal: what is on the screen may no longer be how it is.
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["training", "certificates"] }),
        // Whoever may speak for the brand changes with it.
        queries.invalidateQueries({ queryKey: ["governance", "speaking-rights"] }),
      ]),
  });
}
