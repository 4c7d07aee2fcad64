/** Progress on a track: what is done, what is left, and the next module. */
import type { MapNode, TrackMap } from "./api";

export interface Way {
  done: number;
  total: number;
  minutesLeft: number;
  /** What I began comes before what I may begin; lower levels first. */
  next: MapNode | undefined;
}

export function wayOn(map: Pick<TrackMap, "nodes">): Way {
  const own = map.nodes.filter((node) => !node.external);
  const inOrder = [...own].sort(
    (a, b) => a.level - b.level || a.code.localeCompare(b.code, undefined, { numeric: true }),
  );
  return {
    done: own.filter((node) => node.state === "done").length,
    total: own.length,
    minutesLeft: own.filter((node) => node.state !== "done").reduce((sum, node) => sum + node.minutes, 0),
    next: inOrder.find((node) => node.state === "in-progress") ?? inOrder.find((node) => node.state === "open"),
  };
}
