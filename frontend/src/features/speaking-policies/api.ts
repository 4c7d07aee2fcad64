/** The networks on which only certain certificates give the right to speak. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, seen } from "@/shared/api/calls";
import { governance, training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";
import { keyOf, resource } from "@/shared/api/resource";

export type Policy = components["schemas"]["PolicyOut"];

/** Whoever may speak on a network changes with its policy. */
const TOUCHED = [keyOf("governance", "/v1/speaking-rights")] as const;
export const policies = resource("governance", "/v1/speaking-policies", { file: true, touches: TOUCHED });

export function schemeChoicesQuery() {
  return queryOptions({
    queryKey: [...keyOf("training", "/v1/certification-schemes"), "choices"],
    queryFn: () => body(training.GET("/v1/certification-schemes", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  });
}

export function useRemove() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ network, version }: Policy) =>
      body(
        governance.DELETE("/v1/speaking-policies/{network}", {
          params: { path: { network } },
          headers: seen(version) as { "If-Match": string },
        }),
      ),
    onSettled: () => Promise.all([policies.key, ...TOUCHED].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
