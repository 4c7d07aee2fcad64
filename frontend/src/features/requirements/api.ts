/** Who must learn what, and why. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { resource } from "@/shared/api/resource";

type Schemas = components["schemas"];
export type Requirement = Schemas["RequirementOut"];
export type NewRequirement = Schemas["RequireTraining"];
export type ChangedRequirement = Schemas["ChangeRequirement"];

export const STATES = ["draft", "active", "retired"] as const satisfies readonly Requirement["state"][];

export const requirements = resource("training", "/v1/requirements", { change: "patch", file: true });

/** How many it would concern. It changes nothing, so it may be asked again whenever the draft changed. */
export function dryRunQuery(id: string, etag: string) {
  return queryOptions({
    queryKey: [...requirements.key, "dry-run", id, etag],
    queryFn: () =>
      body(training.POST("/v1/requirements/{requirement_id}/dry-run", { params: { path: { requirement_id: id } } })),
    staleTime: 60_000,
  });
}
