/** What there is to share, and sharing it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch, versioned } from "@/shared/api/calls";
import { advocacy, governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { keyOf, resource } from "@/shared/api/resource";
import type { Language } from "@/shared/i18n/language";

export type Content = components["schemas"]["ContentOut"];
export type NewContent = components["schemas"]["CreateContent"];
export type Share = components["schemas"]["ShareOut"];
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
export type Settings = components["schemas"]["SettingsOut"];

const SETTINGS = keyOf("advocacy", "/v1/settings");

/** What holds for the programme, without refetching while somebody changes it. */
export const settingsQuery = queryOptions({
  queryKey: SETTINGS,
  queryFn: () => versioned(advocacy.GET("/v1/settings")),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});

/** Refused with 412 when somebody changed them since this ETag. What content lacks to be published follows. */
export function useChangeSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ etag, body: settings }: { etag: string; body: components["schemas"]["ChangeSettings"] }) =>
      body(advocacy.PUT("/v1/settings", { headers: ifMatch(etag), body: settings })),
    onSuccess: () => {
      for (const queryKey of [SETTINGS, content.key]) void queries.invalidateQueries({ queryKey });
    },
  });
}

/** A share may bring points. */
export const shares = resource("advocacy", "/v1/shares", { touches: [keyOf("advocacy", "/v1/points")] });

/** The text of my share is in the clipboard. */
export function useMarkCopied() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(advocacy.POST("/v1/shares/{share_id}/copied", { params: { path: { share_id: id } } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: shares.key }),
  });
}

/** I posted it. */
export function useMarkPosted() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(advocacy.POST("/v1/shares/{share_id}/posted", { params: { path: { share_id: id } }, body: {} })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: shares.key }),
  });
}

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
