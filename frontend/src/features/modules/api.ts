/** Modules, and how far I am in them. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, newKey, once, seen } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { resource } from "@/shared/api/resource";

type Schemas = components["schemas"];
export type Module = Schemas["ModuleOut"];
export type CatalogueModule = Schemas["ModuleInCatalogue"];
export type ContentItem = Schemas["ContentItemOut"];
export type Enrolment = Schemas["EnrolmentOut"];
export type Eligibility = Schemas["EligibilityOut"];
export type MissingPart = Eligibility["missing"][number];
export type MissingModule = Schemas["MissingModule"];
export type TrackMap = Schemas["TrackMapOut"];
export type Facets = Schemas["FacetsOut"];
export type Track = Schemas["TrackInList"];

export interface CatalogueFilters {
  q: string;
  track: string;
  level: string;
  phase: string;
}

function asked(filters: CatalogueFilters) {
  return {
    q: filters.q || undefined,
    track: filters.track || undefined,
    level: filters.level ? Number(filters.level) : undefined,
    phase: (filters.phase || undefined) as Schemas["Phase"] | undefined,
    state: "published" as const,
  };
}

/** Who builds the catalogue sees drafts elsewhere: here is what one can learn. */
export const catalogue = resource("training", "/v1/modules", { limit: 60 });

export function facetsQuery(filters: CatalogueFilters) {
  return queryOptions({
    queryKey: ["training", "modules", "facets", filters],
    queryFn: () => body(training.GET("/v1/modules/facets", { params: { query: asked(filters) } })),
    placeholderData: (before) => before,
  });
}

export function tracksQuery() {
  return queryOptions({
    queryKey: ["training", "tracks", "published"],
    queryFn: () => body(training.GET("/v1/tracks", { params: { query: { state: "published", limit: 50 } } })),
    staleTime: 60_000,
  });
}

export function trackQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ["training", "tracks", id],
    queryFn: () => body(training.GET("/v1/tracks/{track_id}", { params: { path: { track_id: id ?? "" } } })),
    enabled: id !== undefined,
    staleTime: 60_000,
  });
}

export function moduleQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "modules", id],
    queryFn: () => body(training.GET("/v1/modules/{module_id}", { params: { path: { module_id: id } } })),
  });
}

export function eligibilityQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "modules", id, "eligibility"],
    queryFn: () => body(training.GET("/v1/me/eligibility/{module_id}", { params: { path: { module_id: id } } })),
  });
}

/** My newest enrolment in this module that still counts, or null. */
export function myEnrolmentQuery(moduleId: string) {
  return queryOptions({
    queryKey: ["training", "enrolments", "mine", moduleId],
    queryFn: async () => {
      const found = await body(
        training.GET("/v1/me/enrolments", { params: { query: { module: moduleId, limit: 10 } } }),
      );
      return found.items.find((one) => one.state !== "withdrawn") ?? null;
    },
  });
}

/** Every enrolment of mine, newest first; at most a hundred. */
export function myEnrolmentsQuery() {
  return queryOptions({
    queryKey: ["training", "enrolments", "mine"],
    queryFn: () => body(training.GET("/v1/me/enrolments", { params: { query: { limit: 100 } } })),
  });
}

/** What I have completed, also what came from elsewhere than the player. */
export function myCompletionsQuery() {
  return queryOptions({
    queryKey: ["training", "transcript", "recent"],
    queryFn: () => body(training.GET("/v1/me/transcript", { params: { query: { limit: 100 } } })),
  });
}

export function trackMapQuery(trackId: string | undefined) {
  return queryOptions({
    queryKey: ["training", "tracks", trackId, "map"],
    queryFn: () => body(training.GET("/v1/tracks/{track_id}/map", { params: { path: { track_id: trackId ?? "" } } })),
    enabled: trackId !== undefined,
  });
}

export function myCertificatesQuery() {
  return queryOptions({
    queryKey: ["training", "certificates", "mine"],
    queryFn: () => body(training.GET("/v1/me/certificates")),
  });
}

export function useModuleNames(ids: readonly string[]) {
  return useQuery({
    queryKey: ["training", "modules", "names", ...ids],
    queryFn: () =>
      Promise.all(
        ids.map((id) => body(training.GET("/v1/modules/{module_id}", { params: { path: { module_id: id } } }))),
      ),
    enabled: ids.length > 0,
    staleTime: 60_000,
  });
}

export function useEnrol(moduleId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ again }: { again: boolean }) =>
      body(training.POST("/v1/enrolments", { body: { module_id: moduleId, again }, headers: once(newKey()) })),
    onSuccess: async (enrolment) => {
      client.setQueryData(myEnrolmentQuery(moduleId).queryKey, enrolment);
      await client.invalidateQueries({ queryKey: ["training", "enrolments"] });
    },
    onError: () => client.invalidateQueries({ queryKey: eligibilityQuery(moduleId).queryKey }),
  });
}

export function useReadItem(enrolment: Enrolment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (itemId: string) =>
      body(
        training.POST("/v1/enrolments/{enrolment_id}/progress", {
          params: { path: { enrolment_id: enrolment.id } },
          body: { content_item_id: itemId },
          headers: once(newKey()),
        }),
      ),
    onSuccess: (after) => {
      client.setQueryData(myEnrolmentQuery(enrolment.module_id).queryKey, after);
      // A completion touches everything: tasks, certificates, points, the right to speak.
      if (after.state === "completed") return client.invalidateQueries();
      return client.invalidateQueries({ queryKey: myEnrolmentsQuery().queryKey, exact: true });
    },
  });
}

export function useWithdraw(enrolment: Enrolment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(
        training.POST("/v1/enrolments/{enrolment_id}/withdraw", {
          params: { path: { enrolment_id: enrolment.id } },
          headers: seen(enrolment.version),
        }),
      ),
    // Also after a refusal: what is on the screen may no longer be how it is.
    onSettled: () => client.invalidateQueries({ queryKey: ["training"] }),
  });
}

export function useAskWaiver(moduleId: string) {
  return useMutation({
    mutationFn: (reason: string) =>
      body(training.POST("/v1/waivers", { body: { module_id: moduleId, reason }, headers: once(newKey()) })),
  });
}
