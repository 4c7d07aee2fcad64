/** Enrolling many people in a module: one request, and what became of each. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey, once, send } from "@/shared/api/calls";
import { keyOf, type ManyMoved } from "@/shared/api/resource";

const TOUCHED = ["/v1/enrolments", "/v1/modules", "/v1/me/team"] as const;

/** The same key for every try until one is answered: a repeated press gives the first answer again. */
export function useEnrolMany() {
  const [idempotency, renew] = useState(newKey);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ module, ids }: { module: string; ids: readonly string[] }) =>
      send<ManyMoved>("training", "POST", `/v1/modules/${module}/people/moves`, {
        body: { move: "enrol", ids },
        headers: once(idempotency),
      }).then(({ data }) => data),
    onSuccess: () => renew(newKey()),
    onSettled: () =>
      Promise.all(TOUCHED.map((path) => queries.invalidateQueries({ queryKey: keyOf("training", path).slice(0, 2) }))),
  });
}
