import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FeatureRoute } from "@/shared/navigation/feature-route";
import { show } from "@/test/show";
import { openPlaces } from "../places";
import { BottomBar } from "./bottom-bar";
import { Sidebar } from "./sidebar";

const page = () => Promise.resolve({ default: () => null });
const routes: readonly FeatureRoute[] = [
  { path: "/today", page, place: "today" },
  { path: "/learn", page, place: "learn" },
  { path: "/manage/people", page, place: "manage", section: "managePeople", needs: ["training:people.list"] },
];

describe("the navigation", () => {
  it("of an employee has no place that is not theirs", async () => {
    show(<Sidebar places={openPlaces(routes, () => false)} here={undefined} />);
    const menu = await screen.findByRole("navigation", { name: "Main menu" });
    expect(
      within(menu)
        .getAllByRole("link")
        .map((link) => link.textContent),
    ).toEqual(["Today", "Learn"]);
  });

  it("of HR leads to Manage", async () => {
    show(<Sidebar places={openPlaces(routes, () => true)} here={undefined} />);
    expect(await screen.findByRole("link", { name: "Manage" })).toHaveAttribute("href", "/manage");
  });

  it("on a phone keeps a role's place behind More", async () => {
    show(<BottomBar places={openPlaces(routes, () => true)} here={undefined} />);
    const bar = await screen.findByRole("navigation", { name: "Main menu" });
    expect(
      within(bar)
        .getAllByRole("link")
        .map((link) => link.textContent),
    ).toEqual(["Today", "Learn", "More"]);
  });
});
