/** Certification schemes: what earns a certificate, and for how long. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, ifMatch, newKey, once, seen, versioned } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { usePages } from "@/shared/api/use-pages";

type Schemas = components["schemas"];
export type Scheme = Schemas["SchemeOut"];
export type NewScheme = Schemas["CreateScheme"];

export const STATES = ["draft", "published", "retired"] as const satisfies readonly Scheme["state"][];

export function useSchemes(state: string) {
  return usePages(["training", "schemes", "list", state], (cursor) =>
    body(
      training.GET("/v1/certification-schemes", {
        params: { query: { cursor, state: (state || undefined) as Scheme["state"] | undefined } },
      }),
    ),
  );
}

export function schemeQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "schemes", id],
    queryFn: () => versioned(training.GET("/v1/certification-schemes/{scheme_id}", { params: { path: { scheme_id: id } } })),
    // Nobody's typing is lost to a refresh; what we change ourselves is read again.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

function useChanged() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["training", "schemes"] });
}

export function useSaveScheme(existing?: { id: string; etag: string }) {
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (scheme: NewScheme) =>
      existing
        ? body(
            training.PUT("/v1/certification-schemes/{scheme_id}", {
              params: { path: { scheme_id: existing.id } },
              headers: ifMatch(existing.etag),
              body: scheme,
            }),
          )
        : body(training.POST("/v1/certification-schemes", { headers: once(key), body: scheme })),
    onSuccess: useChanged(),
  });
}

export function useMoveScheme({ id, version }: Pick<Scheme, "id" | "version">) {
  const params = { params: { path: { scheme_id: id } }, headers: seen(version) };
  return useMutation({
    mutationFn: (move: "publish" | "retire") =>
      move === "publish"
        ? body(training.POST("/v1/certification-schemes/{scheme_id}/publish", params))
        : body(training.POST("/v1/certification-schemes/{scheme_id}/retire", params)),
    onSuccess: useChanged(),
  });
}
