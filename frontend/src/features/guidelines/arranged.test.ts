import { describe, expect, it } from "vitest";
import type { Clause } from "@/shared/clauses/kinds";
import { arranged, countsByKind } from "./arranged";

function clause(position: number, type: string, more: Partial<Clause> = {}): Clause {
  return {
    id: `${position}`,
    clause_id: `${position}`,
    position,
    type,
    scope: "work",
    applies_to: { roles: [] },
    audience_groups: [],
    text: { en: `Clause ${position}` },
    source_language: "en",
    stale_languages: [],
    reason: null,
    owner_id: null,
    review_on: null,
    concerns_me: true,
    version: 1,
    ...more,
  };
}

const ALL = { whom: "", kind: "", scope: "" };
const CLAUSES = [clause(3, "dont"), clause(2, "do", { concerns_me: false }), clause(1, "do", { scope: "private" })];

describe("a guideline arranged for reading", () => {
  it("puts the kinds in their order and the clauses in the guideline's", () => {
    expect(arranged(CLAUSES, ALL).map((group) => [group.kind, group.clauses.map((each) => each.position)])).toEqual([
      ["do", [1, 2]],
      ["dont", [3]],
    ]);
  });

  it("leaves out what does not concern the reader, and says so in the counts", () => {
    const mine = { ...ALL, whom: "mine" };
    expect(
      arranged(CLAUSES, mine)
        .flatMap((group) => group.clauses)
        .map((each) => each.position),
    ).toEqual([1, 3]);
    expect(countsByKind(CLAUSES, mine).get("do")).toBe(1);
    expect(countsByKind(CLAUSES, { ...mine, kind: "dont" }).get("do")).toBe(1);
  });

  it("narrows to a scope and a kind", () => {
    expect(arranged(CLAUSES, { whom: "", kind: "do", scope: "work" })).toHaveLength(1);
    expect(arranged(CLAUSES, { whom: "", kind: "duty", scope: "" })).toEqual([]);
  });
});
