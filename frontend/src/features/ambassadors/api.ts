/** Ambassadors: my own part in it, and everyone's for those who look after them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, seen } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { isProblem } from "@/shared/api/problem";
import { resource } from "@/shared/api/resource";

export type Ambassador = components["schemas"]["AmbassadorOut"];

export const STATES = [
  "nominated",
  "invited",
  "accepted",
  "active",
  "dormant",
  "alumni",
] as const satisfies readonly Ambassador["state"][];

/** Mine, or null for who never was one. */
export const mineQuery = queryOptions({
  queryKey: ["advocacy", "ambassadors", "mine"],
  queryFn: async (): Promise<Ambassador | null> => {
    try {
      return await body(advocacy.GET("/v1/me/ambassadorship"));
    } catch (error) {
      if (isProblem(error) && error.status === 404) return null;
      throw error;
    }
  },
});

export const ambassadors = resource("advocacy", "/v1/ambassadors", { file: true });

/** Who sees that I am one; in the version that is on the screen. */
export function useShow() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ version, shown }: { version: number; shown: boolean }) =>
      body(
        advocacy.PUT("/v1/me/ambassadorship", {
          headers: seen(version),
          body: { visibility: shown ? "public" : "private" },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ambassadors.key }),
  });
}

export type MyMove = "join" | "accept" | "activate" | "leave";

export function useMyMove() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (move: MyMove) => {
      if (move === "join") return body(advocacy.POST("/v1/me/ambassadorship"));
      if (move === "accept") return body(advocacy.POST("/v1/me/ambassadorship/accept"));
      if (move === "activate") return body(advocacy.POST("/v1/me/ambassadorship/activate"));
      return body(advocacy.POST("/v1/me/ambassadorship/leave"));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ambassadors.key }),
  });
}
