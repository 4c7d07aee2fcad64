import { describe, expect, it } from "vitest";
import { dashes } from "./right-picture";

describe("the ring of a speaking right", () => {
  it("is whole when nothing is missing", () => {
    expect(dashes("closed", 0)).toBe("1 0");
  });

  it.each([1, 2, 3])("has %i gap(s) for as many missing things", (missing) => {
    const [arc, gap] = dashes("open", missing).split(" ").map(Number);
    expect(missing * ((arc ?? 0) + (gap ?? 0))).toBeCloseTo(1, 3);
  });

  it("stays a ring with at most three gaps", () => {
    expect(dashes("open", 9)).toBe(dashes("open", 3));
  });
});
