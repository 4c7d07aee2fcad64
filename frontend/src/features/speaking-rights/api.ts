/** May I speak for the brand, and if not, what is missing? */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { Language } from "@/shared/i18n/language";

/** The answer comes in the reader's language, so the language is part of the question. */
export function speakingRightQuery(personId: string, language: Language, network = "linkedin") {
  return queryOptions({
    queryKey: ["governance", "speaking-rights", personId, network, language],
    queryFn: () =>
      body(governance.GET("/v1/speaking-rights/check", {
          params: { query: { person: personId, network }, header: { "accept-language": language } },
        })),
    // A lapse is felt at once: asked again whenever somebody looks.
    staleTime: 10_000,
    refetchOnWindowFocus: true,
  });
}
