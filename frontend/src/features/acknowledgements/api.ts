/** What I am asked to acknowledge, and my answers to it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, send } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";
import { resource, type Filters } from "@/shared/api/resource";
import { usePages } from "@/shared/api/use-pages";

export type Asked = components["schemas"]["AcknowledgementOut"];
export type AskedClause = components["schemas"]["AskedClauseOut"];
export type Answer = components["schemas"]["Answer"];
export type Receipt = components["schemas"]["ReceiptOut"];
export type Diff = components["schemas"]["DiffOut"];

export const acknowledgements = resource("governance", "/v1/me/acknowledgements", { limit: 50 });

export type AskedPerson = components["schemas"]["AskedPersonOut"];
type AnswerFilters = Filters<"state" | "sort">;

/** Who was asked about a version, and how they answered. */
export function answersTo(guideline: string, number: string) {
  const path = `/v1/guidelines/${encodeURIComponent(guideline)}/versions/${encodeURIComponent(number)}/acknowledgements`;
  const read = <Data>(query: Record<string, string | number | undefined>, parseAs?: "blob") =>
    send<Data>("governance", "GET", path, { query, ...(parseAs ? { parseAs } : {}) }).then(({ data }) => data);
  return {
    hasFile: true,
    useList: (filters: AnswerFilters) =>
      usePages(["governance", "guidelines", guideline, "answers", number, filters], (cursor) =>
        read<components["schemas"]["Page_AskedPersonOut_"]>({ ...filters, limit: 50, cursor }),
      ),
    readFile: (format: "csv" | "xlsx", filters: AnswerFilters) => read<Blob>({ ...filters, format }, "blob"),
  };
}

/** How many were asked about a version, and how they answered. */
export function answerNumbersQuery(guideline: string, number: string) {
  return queryOptions({
    queryKey: ["governance", "guidelines", guideline, "answers", number, "numbers"],
    queryFn: () =>
      body(
        governance.GET("/v1/guidelines/{guideline}/versions/{number}/acknowledgement-summary", {
          params: { path: { guideline, number: Number(number) } },
        }),
      ),
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
