import { describe, expect, it } from "vitest";
import type { Clause } from "../api";
import { bodyOf, draftOf, emptyDraft, gapsIn, moved } from "./clause-form";

const CLAUSE: Clause = {
  id: "row",
  clause_id: "c1",
  position: 1,
  type: "dont",
  scope: "overlap",
  applies_to: { roles: ["manager"] },
  audience_groups: ["press"],
  text: { en: "Do not.", nl: "Niet doen." },
  source_language: "nl",
  stale_languages: [],
  reason: { en: "Because." },
  owner_id: "p1",
  review_on: "2027-01-31",
  version: 3,
};

describe("a clause from a form", () => {
  it("goes there and back unchanged", () => {
    expect(bodyOf(draftOf(CLAUSE), CLAUSE.source_language)).toEqual({
      type: "dont",
      scope: "overlap",
      applies_to: { everyone: false, departments: [], divisions: [], job_profiles: [], roles: ["manager"] },
      audience_groups: ["press"],
      text: { en: "Do not.", nl: "Niet doen." },
      reason: { en: "Because." },
      owner_id: "p1",
      review_on: "2027-01-31",
      source_language: "nl",
    });
  });

  it("for everyone names nobody, and an empty reason is none", () => {
    const body = bodyOf({ ...emptyDraft(), text: { en: "Do." } }, "nl");
    expect(body.applies_to).toMatchObject({ everyone: true, departments: [], roles: [] });
    expect(body.reason).toBeNull();
    expect(body.source_language).toBeNull();
  });
});

describe("what a draft lacks", () => {
  it("names the kinds that have no clause and the restrictions that are not explained", () => {
    const gaps = gapsIn([CLAUSE, { ...CLAUSE, clause_id: "c2", type: "duty", review_on: null }]);
    expect(gaps.kinds).toEqual(["do", "freedom"]);
    expect(gaps.unexplained.map((clause) => clause.clause_id)).toEqual(["c2"]);
  });
});

it("a clause moves one place and stops at the ends", () => {
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});
