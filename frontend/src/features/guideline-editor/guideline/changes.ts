/** Everything an author does to a guideline; afterwards all that is known of guidelines is read anew. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch, seen } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import { guidelines, TOUCHED, type Clause, type ClauseBody } from "../api";

interface At {
  guideline: string;
  number: number;
}

/** A list of clauses comes without an ETag for each; theirs is made of their version. */
export function tagOf(clause: Clause): string {
  return `"v${clause.version}"`;
}

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await Promise.all([guidelines.key, ...TOUCHED].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
}

export function useCreateVersion(guideline: string) {
  return useChange((basedOn: number | null) =>
    body(
      governance.POST("/v1/guidelines/{guideline}/versions", {
        params: { path: { guideline } },
        body: { based_on: basedOn },
      }),
    ),
  );
}

/** Adds a clause, or writes all of an existing one anew. */
export function useSaveClause({ guideline, number }: At, existing: Clause | null) {
  return useChange(({ clause, etag }: { clause: ClauseBody; etag: string }) =>
    existing
      ? body(
          governance.PUT("/v1/guidelines/{guideline}/versions/{number}/clauses/{clause_id}", {
            params: { path: { guideline, number, clause_id: existing.clause_id } },
            headers: ifMatch(etag),
            body: clause,
          }),
        )
      : body(
          governance.POST("/v1/guidelines/{guideline}/versions/{number}/clauses", {
            params: { path: { guideline, number } },
            body: clause,
          }),
        ),
  );
}

export function useRemoveClause({ guideline, number }: At) {
  return useChange((clause: Clause) =>
    body(
      governance.DELETE("/v1/guidelines/{guideline}/versions/{number}/clauses/{clause_id}", {
        params: { path: { guideline, number, clause_id: clause.clause_id } },
        headers: ifMatch(tagOf(clause)),
      }),
    ),
  );
}

export function useReorder({ guideline, number }: At) {
  return useChange((clauseIds: string[]) =>
    body(
      governance.POST("/v1/guidelines/{guideline}/versions/{number}/clauses/reorder", {
        params: { path: { guideline, number } },
        body: { clause_ids: clauseIds },
      }),
    ),
  );
}

export function useSubmit({ guideline, number }: At, version: number) {
  return useChange((templateId: string) =>
    body(
      governance.POST("/v1/guidelines/{guideline}/versions/{number}/submit", {
        params: { path: { guideline, number } },
        headers: seen(version),
        body: { template_id: templateId },
      }),
    ),
  );
}

export function usePublish({ guideline, number }: At, version: number) {
  return useChange((days: number) =>
    body(
      governance.POST("/v1/guidelines/{guideline}/versions/{number}/publish", {
        params: { path: { guideline, number } },
        headers: seen(version),
        body: { acknowledge_within_days: days },
      }),
    ),
  );
}
