/** Rewards, what people ask for, and who decides. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { keyOf, resource } from "@/shared/api/resource";

export type Reward = components["schemas"]["RewardOut"];
export type Redemption = components["schemas"]["RedemptionOut"];
export type NewReward = components["schemas"]["CreateReward"];

export const REDEMPTION_STATES = [
  "requested",
  "approved",
  "fulfilled",
  "refused",
] as const satisfies readonly Redemption["state"][];

const POINTS = keyOf("advocacy", "/v1/points");

export const rewards = resource("advocacy", "/v1/rewards", { change: "patch" });
export const myRedemptions = resource("advocacy", "/v1/me/redemptions");
/** Asking for a reward takes points and stock; deciding may give them back. */
export const redemptions = resource("advocacy", "/v1/redemptions", { file: true, touches: [POINTS, rewards.key] });

export const balanceQuery = queryOptions({
  queryKey: [...POINTS, "balance"],
  queryFn: async () => (await body(advocacy.GET("/v1/me/points", { params: { query: { limit: 1 } } }))).balance,
});
