/** What I am asked to acknowledge, and my answers to it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";
import { resource } from "@/shared/api/resource";

export type Asked = components["schemas"]["AcknowledgementOut"];
export type AskedClause = components["schemas"]["AskedClauseOut"];
export type Answer = components["schemas"]["Answer"];
export type Receipt = components["schemas"]["ReceiptOut"];
export type Diff = components["schemas"]["DiffOut"];

export const acknowledgements = resource("governance", "/v1/me/acknowledgements", { limit: 50 });

/** What a guideline is called, by its id or its code. */
export function guidelineQuery(key: string) {
  return queryOptions({
    queryKey: ["governance", "guidelines", key],
    queryFn: () => body(governance.GET("/v1/guidelines/{guideline}", { params: { path: { guideline: key } } })),
  });
}

/** All of mine, enough to know one by its id and what I accepted before it. */
export function allMineQuery() {
  return queryOptions({
    queryKey: [...acknowledgements.key, "all"],
    queryFn: async () =>
      (await body(governance.GET("/v1/me/acknowledgements", { params: { query: { limit: 200 } } }))).items,
  });
}

/** No key against doing it twice: the same answer again gives the same receipt. */
export function useAnswer(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (answer: Answer) =>
      body(
        governance.POST("/v1/acknowledgements/{acknowledgement_id}/answer", {
          params: { path: { acknowledgement_id: id } },
          body: answer,
        }),
      ),
    // Also after a refusal: it says that another answer stands.
    onSettled: async () => {
      // The answer may change the speaking right and complete a task.
      await Promise.all(
        ["acknowledgements", "speaking-rights", "tasks"].map((name) =>
          queries.invalidateQueries({ queryKey: ["governance", name] }),
        ),
      );
    },
  });
}
