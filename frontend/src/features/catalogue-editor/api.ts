/** Tracks and modules as those who build them read and write them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch, versioned } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource, type Existing } from "@/shared/api/resource";

type Schemas = components["schemas"];
export type Track = Schemas["TrackOut"];
export type TrackRow = Schemas["TrackInList"];
export type NewTrack = Schemas["CreateTrack"];
export type ChangedTrack = Schemas["ChangeTrack"];
export type Module = Schemas["ModuleOut"];
export type ModuleRow = Schemas["ModuleInCatalogue"];
export type NewModule = Schemas["CreateModule"];
export type State = Track["state"];
export type Phase = Schemas["Phase"];
export type Component = Schemas["Component"];
export type Modality = Schemas["Modality"];
export type CompletionRule = Schemas["CompletionRule"];
export type ContentKind = Schemas["ContentKind"];
export type Expression = Schemas["ExpressionInput"];
export type Prerequisites = Schemas["PrerequisitesOut"];

export const STATES = ["draft", "published", "archived"] as const satisfies readonly State[];
export const PHASES = ["general", "organisation", "function"] as const satisfies readonly Phase[];
export const COMPONENTS = [
  "all-staff",
  "spokespeople",
  "practitioners",
  "executives",
] as const satisfies readonly Component[];
export const COMPLETION_RULES = ["content", "assessment", "attendance"] as const satisfies readonly CompletionRule[];
export const CONTENT_KINDS = [
  "text",
  "video",
  "document",
  "link",
  "policy-briefing",
] as const satisfies readonly ContentKind[];
export const MODALITIES = [
  "online",
  "e-learning",
  "self-paced",
  "webinar",
  "teleconference",
  "classroom",
  "workshop",
  "knowledge-session",
  "offline",
  "blended",
] as const satisfies readonly Modality[];

/** A track counts its modules, and a module belongs to a track: a change of one invalidates both. */
export const tracks = resource("training", "/v1/tracks", {
  change: "patch",
  file: true,
  touches: [keyOf("training", "/v1/modules")],
});
export const modules = resource("training", "/v1/modules", { file: true, touches: [keyOf("training", "/v1/tracks")] });

export function prerequisitesQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "prerequisites", id],
    queryFn: () =>
      versioned(training.GET("/v1/modules/{module_id}/prerequisites", { params: { path: { module_id: id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function useSetPrerequisites({ id, etag }: Existing) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (expression: Expression) =>
      body(
        training.PUT("/v1/modules/{module_id}/prerequisites", {
          params: { path: { module_id: id } },
          headers: ifMatch(etag),
          body: expression,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["training", "prerequisites", id] }),
  });
}
