/** Who need not do what is required, until when and why. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, once, send } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource, type Moved } from "@/shared/api/resource";

export type Exemption = components["schemas"]["ExemptionOut"];
export type NewExemption = components["schemas"]["GrantExemption"];

export const STATES = ["running", "ended"] as const satisfies readonly Exemption["state"][];

export const exemptions = resource("training", "/v1/exemptions", { file: true });

/** What an exemption changes: itself, and the lines of its requirement. */
function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [exemptions.key, keyOf("training", "/v1/requirements")].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
}

/** The moves of an exemption stand below its requirement. */
export function movesBelow(requirement: string) {
  return {
    key: exemptions.key,
    useMove: () =>
      useMutation({
        mutationFn: ({ id, version, move, body: said }: Moved<"withdraw">) =>
          send<unknown>("training", "POST", `/v1/requirements/${requirement}/exemptions/${id}/${move}`, {
            body: said,
            headers: { "If-Match": `"v${version}"` },
          }),
        onSettled: useRefresh(),
      }),
  };
}

export function useGrant(idempotency: string) {
  return useMutation({
    mutationFn: ({ requirement, exemption }: { requirement: string; exemption: NewExemption }) =>
      body(
        training.POST("/v1/requirements/{requirement_id}/exemptions", {
          params: { path: { requirement_id: requirement } },
          body: exemption,
          headers: once(idempotency),
        }),
      ),
    onSuccess: useRefresh(),
  });
}

/** What is required now, to choose from. */
export function requirementChoicesQuery() {
  return queryOptions({
    queryKey: [...keyOf("training", "/v1/requirements"), "choices"],
    queryFn: () => body(training.GET("/v1/requirements", { params: { query: { state: "active", limit: 200 } } })),
    staleTime: 60_000,
  });
}
