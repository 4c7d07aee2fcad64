/** What there is to share, and sharing it. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { keyOf, resource } from "@/shared/api/resource";
import type { Language } from "@/shared/i18n/language";

export type Content = components["schemas"]["ContentOut"];
export type NewContent = components["schemas"]["CreateContent"];
export type Kind = components["schemas"]["Kind"];

export const KINDS = [
  "article",
  "press-release",
  "vacancy",
  "video",
  "event",
  "testimonial",
] as const satisfies readonly Kind[];
export const STATES = ["draft", "published", "withdrawn", "closed"] as const satisfies readonly Content["state"][];

export const content = resource("advocacy", "/v1/content");
/** A share may bring points. */
export const shares = resource("advocacy", "/v1/shares", { touches: [keyOf("advocacy", "/v1/points")] });

/** May I speak for the brand on this network, and if not, what is missing? */
export function rightQuery(personId: string, network: string, language: Language) {
  return queryOptions({
    queryKey: ["governance", "speaking-rights", personId, network, language],
    queryFn: () =>
      body(
        governance.GET("/v1/speaking-rights/check", {
          params: { query: { person: personId, network }, header: { "accept-language": language } },
        }),
      ),
    staleTime: 10_000,
  });
}
