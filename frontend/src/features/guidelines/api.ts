/** The guidelines in force, what changed in them, and whether I was asked about them. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";

export type Guideline = components["schemas"]["GuidelineOut"];
export type InForce = components["schemas"]["InForceOut"];
export type Asked = components["schemas"]["AcknowledgementOut"];

export function guidelinesQuery() {
  return queryOptions({
    queryKey: ["governance", "guidelines", "in-force"],
    queryFn: async () =>
      (await body(governance.GET("/v1/guidelines", { params: { query: { state: "in-force", limit: 100 } } }))).items,
  });
}

export function inForceQuery(code: string) {
  return queryOptions({
    queryKey: ["governance", "guidelines", code, "in-force"],
    queryFn: () =>
      body(governance.GET("/v1/guidelines/{guideline}/in-force", { params: { path: { guideline: code } } })),
  });
}

/** What I was asked about this guideline, the newest first. */
export function myAnswersQuery(code: string) {
  return queryOptions({
    queryKey: ["governance", "acknowledgements", "mine", code],
    queryFn: async () =>
      (await body(governance.GET("/v1/me/acknowledgements", { params: { query: { guideline: code, limit: 20 } } })))
        .items,
  });
}
