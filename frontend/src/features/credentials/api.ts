/** A certificate as anyone may check it, without signing in. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";

export type Credential = components["schemas"]["CredentialOut"];

export function credentialQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "credentials", id],
    queryFn: () => body(training.GET("/v1/credentials/{certificate_id}", { params: { path: { certificate_id: id } } })),
    // Never from the cache: somebody relies on the current state.
    staleTime: 0,
  });
}
