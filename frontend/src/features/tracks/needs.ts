/** What a module asks, read back from the map's edges: everything in `all`, all of each level, one of each choice. */
import type { MapEdge, MapNode, TrackMap } from "./api";

export interface Needs {
  all: MapNode[];
  levels: { level: number; track: string; modules: MapNode[] }[];
  choices: MapNode[][];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

export function needsOf(map: Pick<TrackMap, "nodes" | "edges">, moduleId: string): Needs {
  const byId = new Map(map.nodes.map((node) => [node.id, node]));
  const edges = map.edges.filter((edge) => edge.to === moduleId);
  const sources = (of: readonly MapEdge[]) => of.flatMap((edge) => byId.get(edge.from) ?? []);
  const ofKind = (kind: MapEdge["kind"]) => edges.filter((edge) => edge.kind === kind);
  return {
    all: sources(ofKind("all")),
    // Edges of two levels share their group: level and track tell them apart.
    levels: grouped(sources(ofKind("level")), (node) => `${node.track_id} ${node.level}`).map((modules) => ({
      level: modules[0]?.level ?? 0,
      track: modules[0]?.track_id ?? "",
      modules,
    })),
    choices: grouped(ofKind("any"), (edge) => edge.group).map(sources),
  };
}
