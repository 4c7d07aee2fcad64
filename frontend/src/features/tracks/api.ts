/** A track and its level map, by its code or its id. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import { ApiProblem } from "@/shared/api/problem";
import type { components } from "@/shared/api/generated/training";

export type TrackMap = components["schemas"]["TrackMapOut"];
export type MapNode = components["schemas"]["MapNode"];
export type MapEdge = components["schemas"]["MapEdge"];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function idOf(codeOrId: string): Promise<string> {
  if (UUID.test(codeOrId)) return codeOrId;
  const found = await body(training.GET("/v1/tracks", { params: { query: { code: codeOrId, limit: 1 } } }));
  const track = found.items[0];
  if (!track) throw new ApiProblem(404, "Missing", "");
  return track.id;
}

/** The track with its map. One query, because neither says much without the other. */
export function trackWithMapQuery(codeOrId: string) {
  return queryOptions({
    queryKey: ["training", "tracks", codeOrId, "with-map"],
    queryFn: async () => {
      const params = { path: { track_id: await idOf(codeOrId) } };
      const [track, map] = await Promise.all([
        body(training.GET("/v1/tracks/{track_id}", { params })),
        body(training.GET("/v1/tracks/{track_id}/map", { params })),
      ]);
      return { track, map };
    },
  });
}
