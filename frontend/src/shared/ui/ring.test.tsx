import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { show } from "@/test/show";
import { Ring } from "./ring";

async function openShare(share: number): Promise<number> {
  show(<Ring share={share} label="a ring" size={100} stroke={10} />);
  const fill = (await screen.findByRole("img")).querySelectorAll("circle")[1];
  return fill ? Number(fill.getAttribute("stroke-dashoffset")) / Number(fill.getAttribute("stroke-dasharray")) : 1;
}

describe("Ring", () => {
  it("says in words what it shows", async () => {
    show(<Ring share={0.375} label="3 of 8 modules done" />);
    expect(await screen.findByRole("img", { name: "3 of 8 modules done" })).toBeVisible();
  });

  it.each([
    [0.25, 0.75],
    [1, 0],
    [7, 0],
    [0, 1],
    [-1, 1],
    [Number.NaN, 1],
  ])("of %s leaves %s open", async (share, open) => {
    expect(await openShare(share)).toBeCloseTo(open);
  });
});
