/** Who I am and what I may do, as each of the three services knows me. The server decides; this only hides. */
import { queryOptions, useQueries } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { advocacy, governance, training, type ServiceName } from "@/shared/api/clients";
import { useSession } from "./session";

const fresh = { staleTime: 5 * 60_000 } as const;

export const meQueries = {
  training: queryOptions({
    queryKey: ["training", "me"],
    queryFn: () => body(training.GET("/v1/people/me")),
    ...fresh,
  }),
  advocacy: queryOptions({
    queryKey: ["advocacy", "me"],
    queryFn: () => body(advocacy.GET("/v1/people/me")),
    ...fresh,
  }),
  governance: queryOptions({
    queryKey: ["governance", "me"],
    queryFn: () => body(governance.GET("/v1/people/me")),
    ...fresh,
  }),
};

/** A permission with its service in front, e.g. "training:people.import". */
export type PermissionName = `${ServiceName}:${string}`;

export function useMe() {
  const session = useSession();
  const enabled = session === "signed-in" || session === "offline";
  const [t, a, g] = useQueries({
    queries: [
      { ...meQueries.training, enabled },
      { ...meQueries.advocacy, enabled },
      { ...meQueries.governance, enabled },
    ],
  });
  const permissions = new Set<string>();
  for (const [service, answer] of [
    ["training", t],
    ["advocacy", a],
    ["governance", g],
  ] as const) {
    for (const permission of answer.data?.permissions ?? []) permissions.add(`${service}:${permission}`);
  }
  return {
    person: t.data ?? g.data ?? a.data,
    permissions,
    /** True until every service has answered or failed. */
    pending: enabled && (t.isPending || a.isPending || g.isPending),
    may: (...any: readonly PermissionName[]) => any.some((permission) => permissions.has(permission)),
  };
}
