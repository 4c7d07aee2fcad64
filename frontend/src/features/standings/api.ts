/** Who has a module, a track or a certificate, who is on the way to it, and who is late. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { peopleList } from "@/shared/api/people-list";

export type Stands = components["schemas"]["StandsOut"];
export type Kind = "modules" | "tracks" | "certification-schemes";

export function peopleOf(kind: Kind, id: string) {
  return peopleList<Stands>("training", `/v1/${kind}/${encodeURIComponent(id)}/people`, ["training", kind]);
}

/** What the thing is called; the same in its three forms. */
export function namedQuery(kind: Kind, id: string) {
  const read = {
    modules: () => body(training.GET("/v1/modules/{module_id}", { params: { path: { module_id: id } } })),
    tracks: () => body(training.GET("/v1/tracks/{track_id}", { params: { path: { track_id: id } } })),
    "certification-schemes": () =>
      body(training.GET("/v1/certification-schemes/{scheme_id}", { params: { path: { scheme_id: id } } })),
  }[kind];
  return queryOptions({
    queryKey: ["training", kind, "named", id],
    queryFn: async () => {
      const { code, title } = await read();
      return { code, title };
    },
    staleTime: 60_000,
  });
}
