/** Tracks and modules as those who build them read and write them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, ifMatch, newKey, once, versioned } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { usePages } from "@/shared/api/use-pages";

type Schemas = components["schemas"];
export type Track = Schemas["TrackOut"];
export type NewTrack = Schemas["CreateTrack"];
export type Module = Schemas["ModuleOut"];
export type NewModule = Schemas["CreateModule"];
export type State = Track["state"];
export type Phase = Schemas["Phase"];
export type Component = Schemas["Component"];
export type Modality = Schemas["Modality"];
export type CompletionRule = Schemas["CompletionRule"];
export type ContentKind = Schemas["ContentKind"];
export type Expression = Schemas["Expression-Input"];
export type Prerequisites = Schemas["PrerequisitesOut"];

export const STATES = ["draft", "published", "archived"] as const satisfies readonly State[];
export const PHASES = ["general", "organisation", "function"] as const satisfies readonly Phase[];
export const COMPONENTS = ["all-staff", "spokespeople", "practitioners", "executives"] as const satisfies readonly Component[];
export const COMPLETION_RULES = ["content", "assessment", "attendance"] as const satisfies readonly CompletionRule[];
export const CONTENT_KINDS = ["text", "video", "document", "link", "policy-briefing"] as const satisfies readonly ContentKind[];
export const MODALITIES = [
  "online", "e-learning", "self-paced", "webinar", "teleconference", "classroom", "workshop", "knowledge-session",
  "offline", "blended",
] as const satisfies readonly Modality[];

/** What is being edited is read again only when we change it ourselves: nobody's typing is lost to a refresh. */
const STEADY = { staleTime: Number.POSITIVE_INFINITY, refetchOnMount: "always", refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export function useTracks(filters: { q: string; state: string; phase: string }) {
  return usePages(["training", "tracks", "manage", filters], (cursor) =>
    body(
      training.GET("/v1/tracks", {
        params: {
          query: {
            cursor,
            q: filters.q || undefined,
            state: (filters.state || undefined) as State | undefined,
            phase: (filters.phase || undefined) as Phase | undefined,
          },
        },
      }),
    ),
  );
}

export function useModules(filters: { q: string; state: string; track: string; level: string }) {
  return usePages(["training", "modules", "manage", filters], (cursor) =>
    body(
      training.GET("/v1/modules", {
        params: {
          query: {
            cursor,
            q: filters.q || undefined,
            state: (filters.state || undefined) as State | undefined,
            track: filters.track || undefined,
            level: filters.level ? Number(filters.level) : undefined,
          },
        },
      }),
    ),
  );
}

export function trackQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "tracks", id, "edit"],
    queryFn: () => versioned(training.GET("/v1/tracks/{track_id}", { params: { path: { track_id: id } } })),
    ...STEADY,
  });
}

export function moduleQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "modules", id, "edit"],
    queryFn: () => versioned(training.GET("/v1/modules/{module_id}", { params: { path: { module_id: id } } })),
    ...STEADY,
  });
}

export function prerequisitesQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "prerequisites", id],
    queryFn: () => versioned(training.GET("/v1/modules/{module_id}/prerequisites", { params: { path: { module_id: id } } })),
    ...STEADY,
  });
}

export interface Existing {
  id: string;
  etag: string;
}

function useCatalogueChanged() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["training", "tracks"] }),
      queries.invalidateQueries({ queryKey: ["training", "modules"] }),
    ]);
}

export function useSaveTrack(existing?: Existing) {
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: ({ code, ...track }: NewTrack) =>
      existing
        ? body(
            training.PATCH("/v1/tracks/{track_id}", {
              params: { path: { track_id: existing.id } },
              headers: ifMatch(existing.etag),
              body: track,
            }),
          )
        : body(training.POST("/v1/tracks", { headers: once(key), body: { code, ...track } })),
    onSuccess: useCatalogueChanged(),
  });
}

export function useSaveModule(existing?: Existing) {
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (module: NewModule) =>
      existing
        ? body(
            training.PUT("/v1/modules/{module_id}", {
              params: { path: { module_id: existing.id } },
              headers: ifMatch(existing.etag),
              body: module,
            }),
          )
        : body(training.POST("/v1/modules", { headers: once(key), body: module })),
    onSuccess: useCatalogueChanged(),
  });
}

export type Kind = "track" | "module";
export type Move = "publish" | "archive";

export function useMove(kind: Kind, { id, etag }: Existing) {
  return useMutation({
    mutationFn: (move: Move): Promise<unknown> => {
      if (kind === "track") {
        const track = { params: { path: { track_id: id } }, headers: ifMatch(etag) };
        return move === "publish"
          ? body(training.POST("/v1/tracks/{track_id}/publish", track))
          : body(training.POST("/v1/tracks/{track_id}/archive", track));
      }
      const module = { params: { path: { module_id: id } }, headers: ifMatch(etag) };
      return move === "publish"
        ? body(training.POST("/v1/modules/{module_id}/publish", module))
        : body(training.POST("/v1/modules/{module_id}/archive", module));
    },
    onSuccess: useCatalogueChanged(),
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
