/** Guidelines with their drafts: reading all versions of them. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";

export type Guideline = components["schemas"]["GuidelineOut"];
export type NewGuideline = components["schemas"]["CreateGuideline"];
export type Version = components["schemas"]["VersionOut"];
export type WholeVersion = components["schemas"]["VersionWithClausesOut"];
export type Clause = components["schemas"]["ClauseOut"];
export type ClauseBody = components["schemas"]["WriteClause"];
export type Summary = components["schemas"]["SummaryOut"];

export const GUIDELINES = ["governance", "guidelines"] as const;

export interface GuidelineFilters {
  q: string;
  state: string;
}

export function listGuidelines({ q, state }: GuidelineFilters, cursor: string | undefined) {
  const known = state === "draft" || state === "in-force" ? state : undefined;
  return body(governance.GET("/v1/guidelines", { params: { query: { q: q || undefined, state: known, limit: 50, cursor } } }));
}

export function guidelineQuery(id: string) {
  return queryOptions({
    queryKey: [...GUIDELINES, id],
    queryFn: () => body(governance.GET("/v1/guidelines/{guideline}", { params: { path: { guideline: id } } })),
  });
}

export function versionsQuery(id: string) {
  return queryOptions({
    queryKey: [...GUIDELINES, id, "versions"],
    queryFn: async () =>
      (await body(governance.GET("/v1/guidelines/{guideline}/versions", { params: { path: { guideline: id }, query: { limit: 200 } } }))).items,
  });
}

export function versionQuery(id: string, number: number) {
  return queryOptions({
    queryKey: [...GUIDELINES, id, "versions", number],
    queryFn: () => body(governance.GET("/v1/guidelines/{guideline}/versions/{number}", { params: { path: { guideline: id, number } } })),
  });
}

export function summaryQuery(id: string, number: number) {
  return queryOptions({
    queryKey: [...GUIDELINES, id, "versions", number, "summary"],
    queryFn: () =>
      body(
        governance.GET("/v1/guidelines/{guideline}/versions/{number}/acknowledgement-summary", {
          params: { path: { guideline: id, number } },
        }),
      ),
  });
}

export function templatesQuery() {
  return queryOptions({
    queryKey: ["governance", "signoff-templates", "active"],
    queryFn: async () =>
      (await body(governance.GET("/v1/signoff-templates", { params: { query: { state: "active", limit: 100 } } }))).items,
  });
}
