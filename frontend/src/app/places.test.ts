import { describe, expect, it } from "vitest";
import type { FeatureRoute } from "@/shared/navigation/feature-route";
import { openPlaces } from "./places";

const page = () => Promise.resolve({ default: () => null });
const routes: readonly FeatureRoute[] = [
  { path: "/today", page, place: "today" },
  { path: "/learn", page, place: "learn", section: "catalogue", order: 10 },
  { path: "/learn/certificates", page, place: "learn", section: "certificates", order: 5 },
  { path: "/manage/people", page, place: "manage", section: "managePeople", needs: ["training:people.list"] },
  { path: "/manage/people/imports", page, place: "manage", needs: ["training:people.import"] },
  { path: "/manage/content", page, place: "manage", section: "manageContent", needs: ["advocacy:content.manage"] },
  { path: "/verify/$id", page, place: null },
];

function placesOf(...held: string[]) {
  return openPlaces(routes, (...any) => any.some((permission) => held.includes(permission)));
}

describe("openPlaces", () => {
  it("shows everyone the everyday places and nothing else", () => {
    expect(placesOf().map((place) => place.place)).toEqual(["today", "learn"]);
  });

  it("adds a role's place with only the sections that are theirs", () => {
    const manage = placesOf("advocacy:content.manage").find((place) => place.place === "manage");
    expect(manage?.sections.map((section) => section.path)).toEqual(["/manage/content"]);
  });

  it("does not open a place for a page that nobody can navigate to", () => {
    expect(placesOf("training:people.import").map((place) => place.place)).not.toContain("manage");
  });

  it("orders sections as the features ask", () => {
    const learn = placesOf().find((place) => place.place === "learn");
    expect(learn?.sections.map((section) => section.section)).toEqual(["certificates", "catalogue"]);
  });
});
