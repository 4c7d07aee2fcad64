import { describe, expect, it } from "vitest";
import type { Asked, AskedClause } from "./api";
import { acceptedBefore, languageRead, toRead } from "./reading";

function clause(id: string, more: Partial<AskedClause> = {}): AskedClause {
  return {
    clause_id: id,
    type: "do",
    scope: "work",
    audience_groups: [],
    text: { en: id },
    reason: null,
    change: null,
    ...more,
  };
}

function asked(version_number: number, state: string, guideline = "g"): Asked {
  return {
    id: `${guideline}-${version_number}`,
    state,
    guideline: { id: guideline, code: guideline, title: { en: guideline } },
    version_number,
    content_hash: "abc",
    asked_because: "published",
    asked_at: "2026-11-01T09:00:00Z",
    due_at: "2026-11-15T09:00:00Z",
    overdue: false,
    answered_at: null,
    receipt_id: null,
    clauses: [],
    removed: [],
    allowed: [],
  };
}

describe("what I accepted before", () => {
  it("is the newest accepted version of the same guideline", () => {
    const now = asked(4, "open");
    expect(
      acceptedBefore(
        [now, asked(3, "declined"), asked(2, "accepted"), asked(1, "accepted"), asked(3, "accepted", "other")],
        now,
      ),
    ).toBe(2);
  });

  it("is nothing the first time", () => {
    expect(acceptedBefore([asked(1, "open")], asked(1, "open"))).toBeNull();
  });
});

describe("what there is to read", () => {
  it("puts what is new or changed apart", () => {
    const reading = toRead([clause("a"), clause("b", { change: "changed" }), clause("c", { change: "added" })]);
    expect(reading.fresh.map((each) => each.clause_id)).toEqual(["b", "c"]);
    expect(reading.known.map((each) => each.clause_id)).toEqual(["a"]);
  });

  it("was read in the reader's language only when all of it was there", () => {
    const both = clause("a", { text: { en: "a", "nl-NL": "a" } });
    expect(languageRead([both], "nl")).toBe("nl");
    expect(languageRead([both, clause("b")], "nl")).toBe("en");
    expect(languageRead([clause("c", { text: { de: "c" } })], "fr")).toBe("de");
  });
});
