/** Who must learn what, and why. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { peopleList } from "@/shared/api/people-list";
import { resource } from "@/shared/api/resource";

type Schemas = components["schemas"];
export type Requirement = Schemas["RequirementOut"];
export type NewRequirement = Schemas["RequireTraining"];
export type ChangedRequirement = Schemas["ChangeRequirement"];

export const STATES = ["draft", "active", "retired"] as const satisfies readonly Requirement["state"][];

export const requirements = resource("training", "/v1/requirements", { change: "patch", file: true });

export type Line = Schemas["LineOfPersonOut"];
export type Place = Schemas["PlaceOut"];

/** Whom one is asked of, and how it stands for each. */
export function linesOf(id: string) {
  return peopleList<Line>("training", `/v1/requirements/${encodeURIComponent(id)}/lines`, requirements.key);
}

export function placesQuery(id: string) {
  return queryOptions({
    queryKey: [...requirements.key, "places", id],
    queryFn: () =>
      body(training.GET("/v1/requirements/{requirement_id}/standings", { params: { path: { requirement_id: id } } })),
  });
}

/** How many it would concern. It changes nothing, so it may be asked again whenever the draft changed. */
export function dryRunQuery(id: string, etag: string) {
  return queryOptions({
    queryKey: [...requirements.key, "dry-run", id, etag],
    queryFn: () =>
      body(training.POST("/v1/requirements/{requirement_id}/dry-run", { params: { path: { requirement_id: id } } })),
    staleTime: 60_000,
  });
}
