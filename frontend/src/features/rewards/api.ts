/** Rewards, what people ask for, and who decides. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, newKey, once, seen } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { usePages } from "@/shared/api/use-pages";

export type Reward = components["schemas"]["RewardOut"];
export type Redemption = components["schemas"]["RedemptionOut"];
export type NewReward = components["schemas"]["CreateReward"];

export const balanceQuery = queryOptions({
  queryKey: ["advocacy", "points", "balance"],
  queryFn: async () => (await body(advocacy.GET("/v1/me/points", { params: { query: { limit: 1 } } }))).balance,
});

export function useRewards() {
  return usePages(["advocacy", "rewards"], (cursor) => body(advocacy.GET("/v1/rewards", { params: { query: { cursor } } })));
}

export function useMyRedemptions() {
  return usePages(["advocacy", "redemptions", "mine"], (cursor) =>
    body(advocacy.GET("/v1/me/redemptions", { params: { query: { cursor } } })),
  );
}

export function useRedemptions(state: string) {
  return usePages(["advocacy", "redemptions", "all", state], (cursor) =>
    body(
      advocacy.GET("/v1/redemptions", {
        params: { query: { cursor, state: (state || undefined) as Redemption["state"] | undefined } },
      }),
    ),
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      ["redemptions", "rewards", "points"].map((name) => queries.invalidateQueries({ queryKey: ["advocacy", name] })),
    );
}

export function useRedeem() {
  return useMutation({
    mutationFn: (rewardId: string) =>
      body(advocacy.POST("/v1/redemptions", { body: { reward_id: rewardId }, headers: once(newKey()) })),
    onSettled: useRefresh(),
  });
}

export function useDecide() {
  return useMutation({
    mutationFn: ({ redemption, move, note }: { redemption: Redemption; move: "approve" | "fulfil" | "refuse"; note?: string }) => {
      const request = {
        params: { path: { redemption_id: redemption.id } },
        headers: seen(redemption.version),
        body: { note: note ?? null },
      };
      if (move === "approve") return body(advocacy.POST("/v1/redemptions/{redemption_id}/approve", request));
      if (move === "fulfil") return body(advocacy.POST("/v1/redemptions/{redemption_id}/fulfil", request));
      return body(advocacy.POST("/v1/redemptions/{redemption_id}/refuse", request));
    },
    onSettled: useRefresh(),
  });
}

export function useCreateReward() {
  return useMutation({
    mutationFn: (reward: NewReward) => body(advocacy.POST("/v1/rewards", { body: reward, headers: once(newKey()) })),
    onSuccess: useRefresh(),
  });
}
