/** Looking people up in the directory: one by id, some by what is typed. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";

export function personQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "people", id],
    queryFn: () => body(training.GET("/v1/people/{person_id}", { params: { path: { person_id: id } } })),
    staleTime: 10 * 60_000,
  });
}

export function peopleSearchQuery(q: string) {
  return queryOptions({
    queryKey: ["training", "people", "search", q],
    queryFn: () => body(training.GET("/v1/people", { params: { query: { q, limit: 8 } } })),
    staleTime: 60_000,
  });
}
