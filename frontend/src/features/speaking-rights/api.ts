/** May I speak for the brand, and if not, what is missing? */
import { queryOptions } from "@tanstack/react-query";
import { body, once } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";
import { resource } from "@/shared/api/resource";
import type { Language } from "@/shared/i18n/language";

/** Everybody who had the right or is suspended, the latest change first. */
export const rights = resource("governance", "/v1/speaking-rights", { file: true });

export type WholeRight = components["schemas"]["SpeakingRightOut"];

export function wholeRightQuery(personId: string, language: Language) {
  return queryOptions({
    queryKey: ["governance", "speaking-rights", "whole", personId, language],
    queryFn: () =>
      body(
        governance.GET("/v1/speaking-rights/{person}", {
          params: { path: { person: personId }, header: { "accept-language": language } },
        }),
      ),
  });
}

/** The key makes a repetition harmless: it suspends nobody again who was reinstated meanwhile. */
export function suspend(personId: string, reason: string, key: string) {
  return body(
    governance.POST("/v1/speaking-rights/{person}/suspend", {
      params: { path: { person: personId } },
      headers: once(key),
      body: { reason },
    }),
  );
}

/** Ends the suspension that is on the screen, and no later one. */
export function reinstate(personId: string, suspensionId: string | null) {
  return body(
    governance.POST("/v1/speaking-rights/{person}/reinstate", {
      params: { path: { person: personId } },
      body: { suspension_id: suspensionId },
    }),
  );
}
