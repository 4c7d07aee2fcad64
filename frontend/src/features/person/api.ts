/** One person as the three services let this reader see them; what a service hides is no part of the page. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { advocacy, governance, training } from "@/shared/api/clients";
import type { components as Advocacy } from "@/shared/api/generated/advocacy";
import type { components as Governance } from "@/shared/api/generated/governance";
import type { components as Training } from "@/shared/api/generated/training";
import { isProblem } from "@/shared/api/problem";
import { resource } from "@/shared/api/resource";
import { usePages } from "@/shared/api/use-pages";
import type { Language } from "@/shared/i18n/language";

export type Person = Training["schemas"]["ColleagueOut"];
export type Line = Training["schemas"]["RequirementLineOut"];
export type Ask = Governance["schemas"]["PersonAskOut"];
export type Right = Governance["schemas"]["SpeakingRightOut"];
export type Shown = Advocacy["schemas"]["ShownAmbassadorOut"];

const limit = 20;

export const certificates = resource("training", "/v1/certificates", { limit });
export const completions = resource("training", "/v1/completions", { limit });
export const enrolments = resource("training", "/v1/enrolments", { limit });
export const exemptions = resource("training", "/v1/exemptions", { limit });
export const waivers = resource("training", "/v1/waivers", { limit });
export const ambassadors = resource("advocacy", "/v1/ambassadors", { limit });

export function useLines(id: string) {
  return usePages(["training", "requirements", "of", id], (cursor) =>
    body(
      training.GET("/v1/people/{person_id}/requirements", {
        params: { path: { person_id: id }, query: { limit, cursor } },
      }),
    ),
  );
}

export function useAsks(id: string) {
  return usePages(["governance", "acknowledgements", "of", id], (cursor) =>
    body(
      governance.GET("/v1/people/{person_id}/acknowledgements", {
        params: { path: { person_id: id }, query: { limit, cursor } },
      }),
    ),
  );
}

export function useBadges(id: string) {
  return usePages(["advocacy", "badges", "of", id], (cursor) =>
    body(
      advocacy.GET("/v1/people/{person_id}/badges", { params: { path: { person_id: id }, query: { limit, cursor } } }),
    ),
  );
}

/** Null for who is no ambassador, and for who does not show it. */
export function ambassadorQuery(id: string) {
  return queryOptions({
    queryKey: ["advocacy", "ambassadors", "of", id],
    queryFn: async (): Promise<Shown | null> => {
      try {
        return await body(
          advocacy.GET("/v1/people/{person_id}/ambassadorship", { params: { path: { person_id: id } } }),
        );
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export function rightQuery(id: string, language: Language) {
  return queryOptions({
    queryKey: ["governance", "speaking-rights", "whole", id, language],
    queryFn: () =>
      body(
        governance.GET("/v1/speaking-rights/{person}", {
          params: { path: { person: id }, header: { "accept-language": language } },
        }),
      ),
  });
}

/** What a service hides answers as if it were not there. */
export function isHidden(error: unknown): boolean {
  return isProblem(error) && (error.status === 404 || error.status === 403);
}
