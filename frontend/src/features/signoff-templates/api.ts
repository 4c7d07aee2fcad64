/** Sign-off routes: the stages a text passes before it comes into force. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch, once, versioned } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";

export type Template = components["schemas"]["TemplateOut"];
export type TemplateStage = Template["stages"][number];
export type TemplateBody = components["schemas"]["WriteTemplate"];

export const TEMPLATES = ["governance", "signoff-templates"] as const;

export function listTemplates(state: string, cursor: string | undefined) {
  const known = state === "active" || state === "retired" ? state : undefined;
  return body(governance.GET("/v1/signoff-templates", { params: { query: { state: known, limit: 50, cursor } } }));
}

export function templateQuery(id: string) {
  return queryOptions({
    queryKey: [...TEMPLATES, id],
    queryFn: () => versioned(governance.GET("/v1/signoff-templates/{template_id}", { params: { path: { template_id: id } } })),
    // Nobody's typing is lost to a refresh; what we change ourselves is read again.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function useSaveTemplate(key: string, existing?: { id: string; etag: string }) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (template: TemplateBody) =>
      existing
        ? body(
            governance.PUT("/v1/signoff-templates/{template_id}", {
              params: { path: { template_id: existing.id } },
              headers: ifMatch(existing.etag),
              body: template,
            }),
          )
        : body(governance.POST("/v1/signoff-templates", { body: template, headers: once(key) })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TEMPLATES }),
  });
}

export function useRetire(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => body(governance.POST("/v1/signoff-templates/{template_id}/retire", { params: { path: { template_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TEMPLATES }),
  });
}
