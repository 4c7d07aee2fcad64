import { expect, it } from "vitest";
import { stepOf } from "./steps";

it("counts the steps of an ambassador that are behind", () => {
  expect(["nominated", "invited", "accepted", "active", "dormant"].map(stepOf)).toEqual([1, 2, 3, 4, 3]);
});
