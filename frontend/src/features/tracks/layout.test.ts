import { describe, expect, it } from "vitest";
import type { MapEdge, MapNode, TrackMap } from "./api";
import { layOut, neighbour, NODE } from "./layout";
import { needsOf } from "./needs";

function node(id: string, level: number, external = false): MapNode {
  return {
    id,
    code: id,
    title: { en: id },
    track_id: external ? "other" : "t",
    level,
    minutes: 5,
    credits: 0,
    state: "open",
    external,
  };
}

const edge = (from: string, to: string, kind: MapEdge["kind"] = "all", group = "1"): MapEdge => ({
  from,
  to,
  kind,
  group,
});

function mapOf(nodes: MapNode[], edges: MapEdge[]): TrackMap {
  return { track_id: "t", code: "T", title: { en: "T" }, levels: [], nodes, edges };
}

const at = (map: TrackMap, id: string) => {
  const found = layOut(map).placed.find((one) => one.node.id === id);
  if (!found) throw new Error(`${id} is not on the map`);
  return found;
};

describe("the level map", () => {
  it("sets levels from left to right, other tracks first, and steps within a level after each other", () => {
    const map = mapOf(
      [node("201", 2), node("101", 1), node("102", 1), node("x", 5, true)],
      [edge("101", "102"), edge("x", "101")],
    );
    const { bands } = layOut(map);
    expect(bands.map((band) => band.level)).toEqual([null, 1, 2]);
    expect(at(map, "x").x).toBeLessThan(at(map, "101").x);
    expect(at(map, "101").x + NODE.width).toBeLessThan(at(map, "102").x);
    expect(at(map, "102").x + NODE.width).toBeLessThan(at(map, "201").x);
  });

  it("lets no two modules overlap", () => {
    const map = mapOf(
      ["101", "102", "103", "104"].map((id) => node(id, 1)),
      [],
    );
    const ys = layOut(map)
      .placed.map((one) => one.y)
      .sort((a, b) => a - b);
    ys.slice(1).forEach((y, i) => expect(y - (ys[i] ?? 0)).toBeGreaterThanOrEqual(NODE.height));
  });

  it("puts a module beside what leads to it, so that lines do not cross", () => {
    const map = mapOf(
      [node("101", 1), node("102", 1), node("201", 2), node("202", 2)],
      [edge("102", "201"), edge("101", "202")],
    );
    expect(at(map, "202").y).toBe(at(map, "101").y);
    expect(at(map, "201").y).toBe(at(map, "102").y);
  });

  it("ties a choice and a whole level in a knot, and draws what must all be done straight in", () => {
    const map = mapOf(
      [node("a", 1), node("b", 1), node("c", 2), node("d", 3)],
      [
        edge("a", "d", "any", "1.1"),
        edge("b", "d", "any", "1.1"),
        edge("c", "d"),
        edge("a", "d", "level"),
        edge("b", "d", "level"),
      ],
    );
    const { knots, lines } = layOut(map);
    expect(knots.map((knot) => knot.kind)).toEqual(["any", "level"]);
    expect(lines.filter((line) => line.kind === "all")).toHaveLength(1);
    expect(lines.filter((line) => line.kind === "any")).toHaveLength(3);
    const needs = needsOf(map, "d");
    expect(needs.choices.map((choice) => choice.map((one) => one.id))).toEqual([["a", "b"]]);
    expect(needs.levels).toMatchObject([{ level: 1 }]);
    expect(needs.all.map((one) => one.id)).toEqual(["c"]);
  });

  it("ends even when modules ask for each other, and with nothing to draw", () => {
    expect(layOut(mapOf([node("a", 1), node("b", 1)], [edge("a", "b"), edge("b", "a")])).placed).toHaveLength(2);
    expect(layOut(mapOf([], [])).placed).toEqual([]);
  });

  it("walks with the arrow keys to what really lies that way", () => {
    const { placed } = layOut(mapOf([node("101", 1), node("102", 1), node("201", 2)], []));
    expect(neighbour(placed, "101", "down")?.node.id).toBe("102");
    expect(neighbour(placed, "101", "right")?.node.id).toBe("201");
    expect(neighbour(placed, "201", "right")).toBeUndefined();
    expect(neighbour(placed, "101", "up")).toBeUndefined();
  });
});
