/** What changed between two versions of a guideline, as everybody may see it who sees both. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";

/** With a content hash the answer is kept for exactly that text. */
export function diffQuery(code: string, from: number, to: number, contentHash?: string) {
  return queryOptions({
    queryKey: ["governance", "guidelines", code, "diff", from, to, ...(contentHash ? [contentHash] : [])],
    queryFn: () =>
      body(
        governance.GET("/v1/guidelines/{guideline}/diff", {
          params: { path: { guideline: code }, query: { from, to } },
        }),
      ),
  });
}

/** What changed in a version since it was sent to a sign-off, which keeps what it was about. */
export function roundDiffQuery(guideline: string, number: number, signoffId: string) {
  return queryOptions({
    queryKey: ["governance", "guidelines", guideline, "versions", number, "rounds", signoffId],
    queryFn: () =>
      body(
        governance.GET("/v1/guidelines/{guideline}/versions/{number}/rounds/{signoff_id}/diff", {
          params: { path: { guideline, number, signoff_id: signoffId } },
        }),
      ),
    retry: false,
  });
}
