/** Points: mine, somebody's for who looks after them, and the rules that say what an act is worth. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, send } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { keyOf, resource } from "@/shared/api/resource";

export type Entry = components["schemas"]["EntryOut"];
export type Rule = components["schemas"]["PointRuleOut"];
export type NewRule = components["schemas"]["CreatePointRule"];
type Points = components["schemas"]["PointsOut"];

const POINTS = keyOf("advocacy", "/v1/points");
const BOARDS = keyOf("advocacy", "/v1/leaderboards");

export const ACTS = ["completion", "certificate", "share", "click"] as const satisfies readonly Rule["act"][];
export const RULE_STATES = ["active", "draft", "retired"] as const satisfies readonly Rule["state"][];

/** A draft is changed by its code. */
export const rules = resource("advocacy", "/v1/points/rules", { change: "patch", file: true });
/** What an act is worth from now on, named by the act: its rule that is in force. */
export const worth = resource("advocacy", "/v1/points/rules");

/** The pages of a ledger, mine or of one person, each with the balance. */
export function useLedger(personId?: string) {
  return useInfiniteQuery({
    queryKey: personId === undefined ? [...POINTS, "mine"] : [...POINTS, "of", personId],
    queryFn: ({ pageParam }): Promise<Points> =>
      personId === undefined
        ? body(advocacy.GET("/v1/me/points", { params: { query: { cursor: pageParam } } }))
        : body(
            advocacy.GET("/v1/people/{person_id}/points", {
              params: { path: { person_id: personId }, query: { cursor: pageParam } },
            }),
          ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export type Ledger = ReturnType<typeof useLedger>;

/** The whole ledger, mine or of one person, in a file's form. */
export const readLedger = (format: "csv" | "xlsx", personId?: string) =>
  send<Blob>("advocacy", "GET", personId === undefined ? "/v1/me/points" : `/v1/people/${personId}/points`, {
    query: { format },
    parseAs: "blob",
  }).then(({ data }) => data);

/** Takes an entry back: it stays, its reversal is added. */
export function useReverse() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reversal: components["schemas"]["ReversePoints"]) =>
      body(advocacy.POST("/v1/points/reversals", { body: reversal })),
    onSettled: () => Promise.all([POINTS, BOARDS].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
