/** What I shared. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { resource } from "@/shared/api/resource";

export type Share = components["schemas"]["ShareOut"];

export const myShares = resource("advocacy", "/v1/me/shares");

/** The text is in my clipboard. */
export function useMarkCopied() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(advocacy.POST("/v1/shares/{share_id}/copied", { params: { path: { share_id: id } } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: myShares.key }),
  });
}

/** I posted it, and where it stands if I want to say. */
export function useMarkPosted() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, post_url }: { id: string; post_url: string | null }) =>
      body(advocacy.POST("/v1/shares/{share_id}/posted", { params: { path: { share_id: id } }, body: { post_url } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: myShares.key }),
  });
}
