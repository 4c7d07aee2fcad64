/** What there is to share, and sharing it. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ifMatch, seen, versioned } from "@/shared/api/calls";
import { advocacy, governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/advocacy";
import { usePages } from "@/shared/api/use-pages";
import type { Language } from "@/shared/i18n/language";

export type Content = components["schemas"]["ContentOut"];
export type NewContent = components["schemas"]["CreateContent"];
export type NewShare = components["schemas"]["CreateShare"];
export type Kind = components["schemas"]["Kind"];

export const KINDS = ["article", "press-release", "vacancy", "video", "event", "testimonial"] as const satisfies readonly Kind[];

interface ContentFilters {
  kind: string;
  network: string;
  language: string;
  q: string;
  state: string;
}

export function useContent(filters: ContentFilters) {
  return usePages(["advocacy", "content", "list", filters], (cursor) =>
    body(
      advocacy.GET("/v1/content", {
        params: {
          query: {
            cursor,
            kind: (filters.kind || undefined) as Kind | undefined,
            network: (filters.network || undefined) as components["schemas"]["Network"] | undefined,
            language: filters.language || undefined,
            state: (filters.state || undefined) as Content["state"] | undefined,
            q: filters.q || undefined,
          },
        },
      }),
    ),
  );
}

export function contentQuery(id: string) {
  return queryOptions({
    queryKey: ["advocacy", "content", id],
    queryFn: () => versioned(advocacy.GET("/v1/content/{content_id}", { params: { path: { content_id: id } } })),
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

export function useShare() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (share: NewShare) => body(advocacy.POST("/v1/shares", { body: share })),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["advocacy", "shares"] }),
        queries.invalidateQueries({ queryKey: ["advocacy", "points"] }),
      ]);
    },
  });
}

export function useSaveContent(existing?: { id: string; etag: string }) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (content: NewContent) =>
      existing
        ? body(
            advocacy.PUT("/v1/content/{content_id}", {
              params: { path: { content_id: existing.id } },
              headers: ifMatch(existing.etag),
              body: content,
            }),
          )
        : body(advocacy.POST("/v1/content", { body: content })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["advocacy", "content"] }),
  });
}

export function useMoveContent({ id, version }: Pick<Content, "id" | "version">) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (move: "publish" | "withdraw" | "close") => {
      const params = { params: { path: { content_id: id } }, headers: seen(version) };
      if (move === "publish") return body(advocacy.POST("/v1/content/{content_id}/publish", params));
      if (move === "close") return body(advocacy.POST("/v1/content/{content_id}/close", params));
      return body(advocacy.POST("/v1/content/{content_id}/withdraw", params));
    },
    // Also after a refusal: what is on the screen may no longer be how it is.
    onSettled: () => queries.invalidateQueries({ queryKey: ["advocacy", "content"] }),
  });
}
