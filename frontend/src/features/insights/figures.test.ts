/** What is drawn of the figures. */
import { expect, it } from "vitest";
import { curvesOf, funnelOf, periodsAt, shareOf } from "./figures";

it("shares of nothing are nothing", () => {
  const group = { key: "Sales", title: "Sales", people: 9, lines: 8, done: 6, open: 1, overdue: 1, exempt: 0 };
  expect(shareOf(group, "done")).toBe(0.75);
  expect(shareOf({ ...group, lines: 0 }, "done")).toBe(0);
});

it("draws how much of a version was answered by which day", () => {
  const version = { key: "a 1", asked: 8, within_1: 2, within_3: 2, within_7: 4, within_14: 8, within_28: 8 };
  const curves = curvesOf([version as never], (key) => key);
  expect(curves.map((each) => each["a 1" as never])).toEqual([0, 25, 25, 50, 100, 100]);
  expect(curves.map(({ day }) => day)).toEqual([0, 1, 3, 7, 14, 28]);
});

it("sums the funnel over all groups", () => {
  const group = { key: "x", title: "x", people: 5, shares: 7, clicks: 9 };
  expect(funnelOf([group, group]).map(({ count }) => count)).toEqual([10, 14, 18]);
});

it("offers this year, its quarters and the year before", () => {
  expect(periodsAt(new Date(2026, 4, 1))).toEqual(["2026", "2026-Q2", "2026-Q1", "2025"]);
});
