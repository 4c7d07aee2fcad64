/** Where everything stands on the level map: levels as columns from left to right, lines drawn without crossing where that is easy. */
import type { MapNode, TrackMap } from "./api";
import { needsOf } from "./needs";

export const NODE = { width: 216, height: 84 } as const;
const GAP = { column: 80, within: 64, row: 24 } as const;
const HEAD = 56;
const MARGIN = 24;
/** Where the lines of a choice or a level come together, before the module that asks for them. */
const KNOT = 34;

export interface Placed {
  node: MapNode;
  x: number;
  y: number;
}

export interface Band {
  /** null: modules of other tracks. */
  level: number | null;
  x: number;
  width: number;
}

export interface Knot {
  key: string;
  kind: "any" | "level";
  x: number;
  y: number;
}

export interface Line {
  key: string;
  kind: "all" | "any" | "level";
  from: string;
  to: string;
  path: string;
}

export interface MapLayout {
  width: number;
  height: number;
  bands: Band[];
  placed: Placed[];
  knots: Knot[];
  lines: Line[];
}

/** How many steps of the same column come before a module: 0 for those that ask nothing of it. */
function ranks(nodes: readonly MapNode[], before: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const inside = new Set(nodes.map((node) => node.id));
  const found = new Map<string, number>();
  const rankOf = (id: string, seen: ReadonlySet<string>): number => {
    const known = found.get(id);
    if (known !== undefined) return known;
    // The server refuses circles; a drawing should still end if one slips through.
    if (seen.has(id)) return 0;
    const deeper = new Set([...seen, id]);
    const sources = (before.get(id) ?? []).filter((source) => inside.has(source));
    const rank = sources.length === 0 ? 0 : 1 + Math.max(...sources.map((source) => rankOf(source, deeper)));
    found.set(id, rank);
    return rank;
  };
  for (const node of nodes) rankOf(node.id, new Set());
  return found;
}

interface Column {
  band: number | null;
  nodes: MapNode[];
}

function columnsOf(map: TrackMap, before: ReadonlyMap<string, readonly string[]>): Column[] {
  const external = map.nodes.filter((node) => node.external);
  const own = map.nodes.filter((node) => !node.external);
  const levels = [...new Set(own.map((node) => node.level))].sort((a, b) => a - b);
  const columns: Column[] = external.length > 0 ? [{ band: null, nodes: external }] : [];
  for (const level of levels) {
    const nodes = own.filter((node) => node.level === level);
    const rank = ranks(nodes, before);
    const deepest = Math.max(0, ...rank.values());
    for (let at = 0; at <= deepest; at++)
      columns.push({ band: level, nodes: nodes.filter((node) => rank.get(node.id) === at) });
  }
  return columns;
}

/** Puts each module near the middle of what leads to it. */
function order(columns: Column[], before: ReadonlyMap<string, readonly string[]>): void {
  const place = new Map<string, number>();
  for (const column of columns) {
    const weight = (node: MapNode): number => {
      const places = (before.get(node.id) ?? []).flatMap((id) => place.get(id) ?? []);
      return places.length === 0 ? Number.POSITIVE_INFINITY : places.reduce((sum, at) => sum + at, 0) / places.length;
    };
    const weights = new Map(column.nodes.map((node) => [node.id, weight(node)]));
    column.nodes.sort((a, b) => {
      const [first, second] = [weights.get(a.id) ?? 0, weights.get(b.id) ?? 0];
      if (first === second) return a.code.localeCompare(b.code, undefined, { numeric: true });
      return first < second ? -1 : 1;
    });
    const middle = (column.nodes.length - 1) / 2;
    column.nodes.forEach((node, at) => place.set(node.id, at - middle));
  }
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.max(24, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function draw(map: TrackMap, at: ReadonlyMap<string, Placed>): Pick<MapLayout, "knots" | "lines"> {
  const knots: Knot[] = [];
  const lines: Line[] = [];
  for (const target of at.values()) {
    const needs = needsOf(map, target.node.id);
    const [tx, ty] = [target.x, target.y + NODE.height / 2];
    const line = (kind: Line["kind"], from: MapNode, key: string, x: number, y: number) => {
      const source = at.get(from.id);
      if (!source) return;
      const path = curve(source.x + NODE.width, source.y + NODE.height / 2, x, y);
      lines.push({ key: `${key} ${from.id}`, kind, from: from.id, to: target.node.id, path });
    };
    const bundles = [
      ...needs.choices.map((modules) => ({ kind: "any" as const, modules })),
      ...needs.levels.map(({ modules }) => ({ kind: "level" as const, modules })),
    ];
    for (const module of needs.all) line("all", module, target.node.id, tx, ty);
    bundles.forEach(({ kind, modules }, place) => {
      // Several "any of" nodes before one module are drawn above each other.
      const y = ty + (place - (bundles.length - 1) / 2) * 30;
      const key = `${target.node.id} ${kind} ${place}`;
      knots.push({ key, kind, x: tx - KNOT, y });
      for (const module of modules) line(kind, module, key, tx - KNOT, y);
      lines.push({ key: `${key} in`, kind, from: key, to: target.node.id, path: `M${tx - KNOT} ${y}L${tx} ${ty}` });
    });
  }
  return { knots, lines };
}

export function layOut(map: TrackMap): MapLayout {
  const before = new Map<string, string[]>();
  for (const edge of map.edges) before.set(edge.to, [...(before.get(edge.to) ?? []), edge.from]);
  const columns = columnsOf(map, before);
  order(columns, before);

  const tallest = Math.max(1, ...columns.map((column) => column.nodes.length));
  const height = HEAD + tallest * (NODE.height + GAP.row) - GAP.row + 2 * MARGIN;
  const middle = HEAD + (height - HEAD) / 2;
  const bands: Band[] = [];
  const at = new Map<string, Placed>();
  let x = MARGIN;
  for (const column of columns) {
    const last = bands.at(-1);
    if (last && last.level === column.band) {
      x += GAP.within;
      last.width = x + NODE.width - last.x;
    } else {
      if (last) x += GAP.column;
      bands.push({ level: column.band, x, width: NODE.width });
    }
    const top = middle - (column.nodes.length * (NODE.height + GAP.row) - GAP.row) / 2;
    column.nodes.forEach((node, row) => at.set(node.id, { node, x, y: top + row * (NODE.height + GAP.row) }));
    x += NODE.width;
  }
  return { width: x + MARGIN, height, bands, placed: [...at.values()], ...draw(map, at) };
}

export type Direction = "left" | "right" | "up" | "down";

/** The module one reaches with an arrow key: the nearest that really lies that way. */
export function neighbour(placed: readonly Placed[], fromId: string, direction: Direction): Placed | undefined {
  const from = placed.find((one) => one.node.id === fromId);
  if (!from) return undefined;
  const sideways = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const ahead = (one: Placed) => sign * (sideways ? one.x - from.x : one.y - from.y);
  const aside = (one: Placed) => Math.abs(sideways ? one.y - from.y : one.x - from.x);
  return placed
    .filter((one) => ahead(one) > 1 && (sideways || aside(one) < 1))
    .sort((a, b) => ahead(a) - ahead(b) || aside(a) - aside(b))[0];
}
