import { join } from "node:path";
import { expect, it } from "vitest";
// @ts-expect-error -- a plain script without types, also run by the build
import { check } from "../../../scripts/check-i18n.mjs";

it("every text exists in nl, en and fr, and every key that is used exists", () => {
  expect(check(join(process.cwd(), "src"))).toEqual([]);
});
