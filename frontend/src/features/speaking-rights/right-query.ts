/** May I speak for the brand? Asked in the header of every page, so it stands by itself. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { Language } from "@/shared/i18n/language";

/**
 * The right as such; a network with a policy of its own is asked about where something is shared on it. The answer comes in
 * the reader's language, so the language is part of the question.
 */
export function speakingRightQuery(personId: string, language: Language) {
  return queryOptions({
    queryKey: ["governance", "speaking-rights", personId, language],
    queryFn: () =>
      body(
        governance.GET("/v1/speaking-rights/check", {
          params: { query: { person: personId }, header: { "accept-language": language } },
        }),
      ),
    // A lapse is felt at once: asked again whenever somebody looks.
    staleTime: 10_000,
    refetchOnWindowFocus: true,
  });
}
