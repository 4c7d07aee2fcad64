/** What people have completed, for those who answer for it: recorded by hand, and taken back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource } from "@/shared/api/resource";

export type Completion = components["schemas"]["CompletionOut"];

export const SOURCES = [
  "player",
  "session",
  "lms",
  "import",
  "trainer",
] as const satisfies readonly Completion["source"][];

/** Requirements and certificates follow a completion at once. */
const FOLLOW = ["/v1/requirements", "/v1/certificates", "/v1/modules", "/v1/tracks", "/v1/certification-schemes"].map(
  (path) => keyOf("training", path),
);

export const completions = resource("training", "/v1/completions", { file: true, touches: FOLLOW });

export function useReverse() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      body(
        training.POST("/v1/completions/{completion_id}/reverse", {
          params: { path: { completion_id: id } },
          body: { reason },
        }),
      ),
    onSettled: () =>
      Promise.all([completions.key, ...FOLLOW].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
