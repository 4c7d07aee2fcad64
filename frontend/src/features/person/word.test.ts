/** What is said of an answer: what it was only where the service tells it. */
import { expect, it } from "vitest";
import type { Ask } from "./api";
import { wordOf } from "./other-sections";

const ask = (fields: Partial<Ask>) => ({ state: "answered", accepted: null, overdue: false, ...fields }) as Ask;

it("says that somebody answered, and what only where it is told", () => {
  expect(wordOf(ask({}))).toBe("answered");
  expect(wordOf(ask({ accepted: true }))).toBe("accepted");
  expect(wordOf(ask({ accepted: false }))).toBe("declined");
  expect(wordOf(ask({ state: "open", overdue: true }))).toBe("overdue");
  expect(wordOf(ask({ state: "superseded" }))).toBe("superseded");
});
