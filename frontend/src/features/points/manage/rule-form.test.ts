import { expect, it } from "vitest";
import type { Rule } from "../api";
import { bodyOf, draftOf, NEW_RULE, worthOf } from "./rule-form";

it("what is left empty has no cap, and hundredths are a part of one", () => {
  expect(bodyOf({ ...NEW_RULE, code: " share-2027 ", amount: "7" })).toMatchObject({
    code: "share-2027",
    amount: 7,
    daily_cap: null,
    diminishing: 1,
  });
  expect(worthOf({ ...NEW_RULE, daily_cap: 0, percent: 80 })).toEqual({ amount: 10, daily_cap: 0, diminishing: 0.8 });
});

it("a rule that is read and sent again is the same", () => {
  const rule = { code: "share", act: "share", title: { en: "Shared" }, amount: 10, daily_cap: 40, diminishing: 0.333 };
  expect(worthOf(draftOf(rule as unknown as Rule))).toEqual({ amount: 10, daily_cap: 40, diminishing: 0.333 });
});
