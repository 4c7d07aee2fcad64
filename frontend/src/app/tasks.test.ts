/** What the three services may ask of people, against the words and the addresses that the app has for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addressOf } from "@/features/today/address";
import en from "@/features/today/locales/en.json";
import fr from "@/features/today/locales/fr.json";
import nl from "@/features/today/locales/nl.json";
import type { Task } from "@/features/today/task";
import { featureRoutes } from "./route-tree";

interface Asked {
  kinds: string[];
  reasons: string[];
}

function askedBy(service: string): Asked {
  const file = join(process.cwd(), "..", "services", `${service}-api`, "openapi.json");
  const { components } = JSON.parse(readFileSync(file, "utf8")) as {
    components: { schemas: Record<string, { properties: Record<string, { enum: string[] }> }> };
  };
  return {
    kinds: components.schemas.TaskOut?.properties.kind?.enum ?? [],
    reasons: components.schemas.TaskReasonOut?.properties.code?.enum ?? [],
  };
}

const asked = ["training", "advocacy", "governance"].map(askedBy);
const kinds = [...new Set(asked.flatMap((each) => each.kinds))];
const reasons = [...new Set(asked.flatMap((each) => each.reasons))];
const patterns = featureRoutes.map(({ path }) => new RegExp(`^${path.replaceAll(/\$\w+/g, "[^/]+")}$`));

it("every service names its kinds and reasons in its contract", () => {
  for (const each of asked) expect([each.kinds.length > 1, each.reasons.length > 1]).toEqual([true, true]);
});

it.each(Object.entries({ nl, en, fr }))("every kind and every reason has its words in %s", (_language, words) => {
  expect(kinds.filter((kind) => !(kind in words.kind))).toEqual([]);
  expect(reasons.filter((reason) => !(reason in words.reason))).toEqual([]);
  expect(Object.keys(words.kind).filter((kind) => !kinds.includes(kind))).toEqual([]);
  expect(Object.keys(words.reason).filter((reason) => !reasons.includes(reason))).toEqual([]);
});

it.each(kinds)("%s leads to a page of the app", (kind) => {
  for (const type of ["track", "module", "guideline", "person"]) {
    const subject = { type, id: "s1", code: "C-1", title: { en: "A title" } };
    const { to } = addressOf({ id: `${kind}:t1`, kind, subject } as unknown as Task);
    expect(patterns.filter((pattern) => pattern.test(to)).length, to).toBeGreaterThan(0);
    expect(to === "/today").toBe(["crawler-list", "feed-rewound"].includes(kind));
  }
});
