/** What in a token gives which role. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource } from "@/shared/api/resource";

export type RoleMapping = components["schemas"]["RoleMappingOut"];

/** Roles of people change with their mappings. */
const TOUCHED = [keyOf("training", "/v1/people")] as const;
export const roleMappings = resource("training", "/v1/role-mappings", { file: true, touches: TOUCHED });

export function useRemove() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: RoleMapping) =>
      body(training.DELETE("/v1/role-mappings/{mapping_id}", { params: { path: { mapping_id: id } } })),
    onSettled: () =>
      Promise.all([roleMappings.key, ...TOUCHED].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
