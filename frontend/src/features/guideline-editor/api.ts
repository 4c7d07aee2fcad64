/** Guidelines with their drafts: reading all versions of them. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";
import { keyOf, resource } from "@/shared/api/resource";

export type Guideline = components["schemas"]["GuidelineOut"];
export type NewGuideline = components["schemas"]["CreateGuideline"];
export type Version = components["schemas"]["VersionOut"];
export type WholeVersion = components["schemas"]["VersionWithClausesOut"];
export type Clause = components["schemas"]["ClauseOut"];
export type ClauseBody = components["schemas"]["WriteClause"];
export type Signoff = components["schemas"]["SignoffOut"];
export type Summary = components["schemas"]["SummaryOut"];

/** A change to a draft may void a sign-off, and a publication asks people to acknowledge. */
export const TOUCHED = [
  keyOf("governance", "/v1/signoffs"),
  keyOf("governance", "/v1/acknowledgements"),
  keyOf("governance", "/v1/tasks"),
] as const;

export const guidelines = resource("governance", "/v1/guidelines", {
  change: "patch",
  limit: 50,
  file: true,
  touches: TOUCHED,
});

export function guidelineQuery(id: string) {
  return queryOptions({
    queryKey: [...guidelines.key, id],
    queryFn: () => body(governance.GET("/v1/guidelines/{guideline}", { params: { path: { guideline: id } } })),
  });
}

export function versionsQuery(id: string) {
  return queryOptions({
    queryKey: [...guidelines.key, id, "versions"],
    queryFn: async () =>
      (
        await body(
          governance.GET("/v1/guidelines/{guideline}/versions", {
            params: { path: { guideline: id }, query: { limit: 200 } },
          }),
        )
      ).items,
  });
}

export function versionQuery(id: string, number: number) {
  return queryOptions({
    queryKey: [...guidelines.key, id, "versions", number],
    queryFn: () =>
      body(
        governance.GET("/v1/guidelines/{guideline}/versions/{number}", { params: { path: { guideline: id, number } } }),
      ),
  });
}

export function summaryQuery(id: string, number: number) {
  return queryOptions({
    queryKey: [...guidelines.key, id, "versions", number, "summary"],
    queryFn: () =>
      body(
        governance.GET("/v1/guidelines/{guideline}/versions/{number}/acknowledgement-summary", {
          params: { path: { guideline: id, number } },
        }),
      ),
  });
}

/** The round that a version came back from, with every word that was said in it. */
export function signoffQuery(id: string) {
  return queryOptions({
    queryKey: [...keyOf("governance", "/v1/signoffs"), id],
    queryFn: () => body(governance.GET("/v1/signoffs/{signoff_id}", { params: { path: { signoff_id: id } } })),
  });
}

export function templatesQuery() {
  return queryOptions({
    queryKey: ["governance", "signoff-templates", "active"],
    queryFn: async () =>
      (await body(governance.GET("/v1/signoff-templates", { params: { query: { state: "active", limit: 100 } } })))
        .items,
  });
}
