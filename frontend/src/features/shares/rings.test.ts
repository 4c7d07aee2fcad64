import { describe, expect, it } from "vitest";
import { ringsFor } from "./rings";

describe("rings of reach", () => {
  it("has none before the first visit and all four for the farthest link", () => {
    expect(ringsFor(0, 100)).toBe(0);
    expect(ringsFor(100, 100)).toBe(4);
    expect(ringsFor(500, 100)).toBe(4);
  });
  it("never shrinks as visits grow, and one visit is seen", () => {
    const rings = Array.from({ length: 200 }, (_, clicks) => ringsFor(clicks, 200));
    expect(rings).toEqual([...rings].sort((a, b) => a - b));
    expect(ringsFor(1, 100_000)).toBe(1);
  });
});
