import { expect, it } from "vitest";
import { bodyOf, NEW_REWARD } from "./reward-form";

it("what is left empty has no limit", () => {
  expect(bodyOf({ ...NEW_REWARD, title: { en: "Mug" }, cost: "50" })).toMatchObject({
    cost: 50,
    stock: null,
    budget: null,
    description: null,
  });
  expect(bodyOf({ ...NEW_REWARD, stock: 0 })).toMatchObject({ stock: 0 });
});
