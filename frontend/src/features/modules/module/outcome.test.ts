import { describe, expect, it } from "vitest";
import type { TrackMap } from "../api";
import { certificatesFrom, isDone, openedBy } from "./outcome";

type Node = TrackMap["nodes"][number];
const node = (id: string, state: Node["state"]): Node => ({
  id,
  state,
  code: id,
  title: { en: id },
  track_id: "t",
  level: 1,
  minutes: 5,
  credits: 0,
  external: false,
});
const map: TrackMap = {
  track_id: "t",
  code: "T",
  title: { en: "T" },
  levels: [],
  nodes: [node("a", "done"), node("b", "open"), node("c", "locked"), node("d", "open")],
  edges: [
    { from: "a", to: "b", kind: "all", group: "1" },
    { from: "a", to: "b", kind: "any", group: "1.1" },
    { from: "a", to: "c", kind: "all", group: "1" },
  ],
};

describe("what a completion brought", () => {
  it("names each module that stands open now, once", () => {
    expect(openedBy(map, "a").map((one) => one.id)).toEqual(["b"]);
    expect(openedBy(undefined, "a")).toEqual([]);
  });

  it("believes the map before the enrolment", () => {
    expect(isDone(map, "a", null)).toBe(true);
    expect(isDone(map, "b", { state: "completed" })).toBe(false);
    expect(isDone(undefined, "b", { state: "completed" })).toBe(true);
  });

  it("counts a certificate that came with it and no older one", () => {
    const at = (issued_at: string) => ({ issued_at }) as Parameters<typeof certificatesFrom>[0][number];
    const done = { completed_at: "2026-11-20T10:00:00Z" };
    expect(certificatesFrom([at("2026-11-20T10:00:00.4Z"), at("2026-01-01T00:00:00Z")], done)).toHaveLength(1);
    expect(certificatesFrom([at("2026-11-20T10:00:00Z")], null)).toEqual([]);
  });
});
