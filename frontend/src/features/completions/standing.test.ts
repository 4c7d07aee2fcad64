import { describe, expect, it } from "vitest";
import { byYear, standingOf } from "./standing";

describe("the transcript", () => {
  it("tells what counts from what was taken back", () => {
    expect(standingOf({ reverses: null, reversed_by: null })).toBe("counts");
    expect(standingOf({ reverses: null, reversed_by: "b" })).toBe("reversed");
    expect(standingOf({ reverses: "a", reversed_by: null })).toBe("reversal");
  });

  it("keeps years together and in order", () => {
    const years = byYear([
      { completed_at: "2026-06-02T10:00:00Z" },
      { completed_at: "2026-02-02T10:00:00Z" },
      { completed_at: "2025-06-02T10:00:00Z" },
    ]);
    expect(years.map(([year, lines]) => [year, lines.length])).toEqual([
      [2026, 2],
      [2025, 1],
    ]);
    expect(byYear([])).toEqual([]);
  });
});
