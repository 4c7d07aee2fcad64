import { expect, it } from "vitest";
import type { Reward } from "./api";
import { bodyOf, draftOf, NEW_REWARD } from "./reward-form";

it("what is left empty has no limit", () => {
  expect(bodyOf({ ...NEW_REWARD, title: { en: "Mug" }, cost: "50" })).toMatchObject({
    cost: 50,
    stock: null,
    budget: null,
    description: null,
  });
  expect(bodyOf({ ...NEW_REWARD, stock: 0 })).toMatchObject({ stock: 0 });
});

it("a reward that is read and sent again is the same", () => {
  const reward = {
    title: { en: "Mug" },
    description: null,
    cost: 50,
    stock: 3,
    budget: null,
    tax_note: { en: "Tax free." },
  };
  expect(bodyOf(draftOf(reward as unknown as Reward))).toEqual(reward);
});
