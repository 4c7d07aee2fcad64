/** Who must learn what, and why. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, ifMatch, newKey, once, versioned } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { usePages } from "@/shared/api/use-pages";

type Schemas = components["schemas"];
export type Requirement = Schemas["RequirementOut"];
export type NewRequirement = Schemas["RequireTraining"];
export type ChangedRequirement = Schemas["ChangeRequirement"];

export const STATES = ["draft", "active", "retired"] as const satisfies readonly Requirement["state"][];

export function useRequirements(state: string) {
  return usePages(["training", "requirements", "list", state], (cursor) =>
    body(
      training.GET("/v1/requirements", {
        params: { query: { cursor, state: (state || undefined) as Requirement["state"] | undefined } },
      }),
    ),
  );
}

export function requirementQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "requirements", id],
    queryFn: () => versioned(training.GET("/v1/requirements/{requirement_id}", { params: { path: { requirement_id: id } } })),
    // Nobody's typing is lost to a refresh; what we change ourselves is read again.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** How many it would concern. It changes nothing, so it may be asked again whenever the draft changed. */
export function dryRunQuery(id: string, etag: string) {
  return queryOptions({
    queryKey: ["training", "requirements", id, "dry-run", etag],
    queryFn: () => body(training.POST("/v1/requirements/{requirement_id}/dry-run", { params: { path: { requirement_id: id } } })),
    staleTime: 60_000,
  });
}

function useChanged() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["training", "requirements"] });
}

export function useRequire() {
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (requirement: NewRequirement) => body(training.POST("/v1/requirements", { headers: once(key), body: requirement })),
    onSuccess: useChanged(),
  });
}

export function useChangeRequirement(id: string, etag: string) {
  return useMutation({
    mutationFn: (change: ChangedRequirement) =>
      body(
        training.PATCH("/v1/requirements/{requirement_id}", {
          params: { path: { requirement_id: id } },
          headers: ifMatch(etag),
          body: change,
        }),
      ),
    onSuccess: useChanged(),
  });
}

export function useMoveRequirement(id: string, etag: string) {
  const params = { params: { path: { requirement_id: id } }, headers: ifMatch(etag) };
  return useMutation({
    mutationFn: (move: "activate" | "retire") =>
      move === "activate"
        ? body(training.POST("/v1/requirements/{requirement_id}/activate", params))
        : body(training.POST("/v1/requirements/{requirement_id}/retire", params)),
    onSuccess: useChanged(),
  });
}
