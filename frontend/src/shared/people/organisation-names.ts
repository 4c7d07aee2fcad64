/** The departments, divisions, job profiles and locations of those who are here, as HR writes them. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { operations } from "@/shared/api/generated/training";

export type NameField = operations["list_organisation_names"]["parameters"]["query"]["field"];

/** Those whose words begin with what is typed, of most people first. A form goes on without them. */
export function useOrganisationNames(field: NameField, q: string) {
  return useQuery({
    queryKey: ["training", "organisation-names", field, q],
    queryFn: () => body(training.GET("/v1/organisation-names", { params: { query: { field, q } } })),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
}
