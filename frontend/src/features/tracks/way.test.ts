import { describe, expect, it } from "vitest";
import type { MapNode } from "./api";
import { wayOn } from "./way";

const node = (code: string, level: number, state: MapNode["state"], external = false): MapNode => ({
  id: code,
  code,
  title: { en: code },
  track_id: "t",
  level,
  minutes: 10,
  credits: 0,
  state,
  external,
});

describe("my way on a track", () => {
  it("goes on with what I began before anything new", () => {
    const way = wayOn({ nodes: [node("101", 1, "open"), node("201", 2, "in-progress"), node("100", 1, "done")] });
    expect(way.next?.code).toBe("201");
    expect(way).toMatchObject({ done: 1, total: 3, minutesLeft: 20 });
  });

  it("starts at the lowest level that is open", () => {
    expect(wayOn({ nodes: [node("201", 2, "open"), node("110", 1, "open"), node("19", 1, "open")] }).next?.code).toBe(
      "19",
    );
  });

  it("does not count modules of other tracks, and has no next step when all is done or locked", () => {
    const way = wayOn({ nodes: [node("101", 1, "done"), node("x", 1, "open", true), node("301", 3, "locked")] });
    expect(way.total).toBe(2);
    expect(way.next).toBeUndefined();
  });
});
