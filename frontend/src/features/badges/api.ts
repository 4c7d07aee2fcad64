/** Badges: those there are, those that are mine, and who may see mine. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";

export type Badge = components["schemas"]["BadgeOut"];
export type Award = components["schemas"]["AwardedBadgeOut"];

export const badgesQuery = queryOptions({
  queryKey: ["advocacy", "badges"],
  queryFn: () => body(advocacy.GET("/v1/badges")),
  staleTime: 10 * 60_000,
});

export const myBadgesQuery = queryOptions({
  queryKey: ["advocacy", "badges", "mine"],
  queryFn: () => body(advocacy.GET("/v1/me/badges")),
});

export function useShowBadge() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, shown }: { id: string; shown: boolean }) =>
      body(
        advocacy.PUT("/v1/me/badges/{award_id}", {
          params: { path: { award_id: id } },
          headers: ifMatch("*"),
          body: { visibility: shown ? "public" : "private" },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: myBadgesQuery.queryKey }),
  });
}
