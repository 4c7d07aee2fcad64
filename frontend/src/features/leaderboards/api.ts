/** The month's standings, and how I appear in them. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch, send } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";

export type Board = components["schemas"]["LeaderboardOut"];
export type Scope = components["schemas"]["Scope"];
export type Showing = components["schemas"]["Showing"];

export const SCOPES = ["organisation", "division", "department"] as const satisfies readonly Scope[];
export const SHOWINGS = ["pseudonym", "name", "hidden"] as const satisfies readonly Showing[];

/** The months that can be looked at, this one first: `2026-11`. */
export function monthsUntil(now: Date, count = 12): string[] {
  return Array.from({ length: count }, (_, ago) => {
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1));
    return first.toISOString().slice(0, 7);
  });
}

export function boardQuery(scope: Scope, of: string | undefined) {
  return queryOptions({
    queryKey: ["advocacy", "leaderboards", scope, of ?? ""],
    queryFn: () => body(advocacy.GET("/v1/leaderboards", { params: { query: { period: "month", scope, of } } })),
    placeholderData: keepPreviousData,
  });
}

/** The first of the board as a file. */
export function readBoard(scope: Scope, of: string | undefined, format: "csv" | "xlsx") {
  const query = { period: "month", scope, of, format };
  return send<Blob>("advocacy", "GET", "/v1/leaderboards", { query, parseAs: "blob" }).then(({ data }) => data);
}

export function useChooseShowing() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (showing: Showing) =>
      body(advocacy.PUT("/v1/me/leaderboard-preference", { headers: ifMatch("*"), body: { showing } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["advocacy", "leaderboards"] }),
  });
}
