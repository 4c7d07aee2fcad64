/** May I speak for the brand, and if not, what is missing? */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";

export function speakingRightQuery(personId: string, network = "linkedin") {
  return queryOptions({
    queryKey: ["governance", "speaking-rights", personId, network],
    queryFn: () =>
      body(governance.GET("/v1/speaking-rights/check", { params: { query: { person: personId, network } } })),
    // A lapse is felt at once: asked again whenever somebody looks.
    staleTime: 10_000,
    refetchOnWindowFocus: true,
  });
}
