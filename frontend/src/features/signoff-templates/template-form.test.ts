import { describe, expect, it } from "vitest";
import type { Template } from "./api";
import { bodyOf, draftOf, emptyDraft, faultsIn, newStage } from "./template-form";

const TEMPLATE: Template = {
  id: "t",
  name: "Careful",
  state: "active",
  reviewer_module: null,
  version: 1,
  created_at: "2026-11-01T09:00:00Z",
  stages: [
    {
      name: "Write",
      kind: "co-create",
      reviewers: [{ person: "p1", role: null }],
      quorum: "any",
      due_business_days: 3,
    },
    {
      name: "Judge",
      kind: "decide",
      reviewers: [
        { role: "legal", person: null },
        { role: "hr", person: null },
      ],
      quorum: 2,
      due_business_days: 5,
    },
  ],
};

describe("a sign-off route", () => {
  it("goes from the service to the form and back", () => {
    const draft = draftOf(TEMPLATE);
    expect(draft.stages[1]).toMatchObject({ quorum: "some", needed: 2, roles: ["legal", "hr"], people: [] });
    expect(bodyOf(draft)).toEqual({
      name: "Careful",
      reviewer_module: null,
      stages: [
        { name: "Write", kind: "co-create", reviewers: [{ person: "p1" }], quorum: "any", due_business_days: 3 },
        {
          name: "Judge",
          kind: "decide",
          reviewers: [{ role: "legal" }, { role: "hr" }],
          quorum: 2,
          due_business_days: 5,
        },
      ],
    });
    expect(faultsIn(draft)).toEqual([]);
  });

  it("says what is missing, and where", () => {
    expect(faultsIn(emptyDraft()).map(({ path }) => path)).toEqual(["name", "stages.0.name", "stages.0.roles"]);
  });

  it("needs a stage that decides, after writing together, with a quorum that can be reached", () => {
    const write = { ...newStage("co-create"), name: "Write", roles: ["legal"] };
    const judge = { ...newStage("decide"), name: "Judge", roles: ["hr"], quorum: "some" as const, needed: 2 };
    expect(faultsIn({ name: "x", reviewer_module: "", stages: [write] })).toEqual([
      { path: "stages", fault: "noDecision" },
    ]);
    expect(faultsIn({ name: "x", reviewer_module: "", stages: [judge, write] })).toEqual([
      { path: "stages.0.needed", fault: "quorum" },
      { path: "stages.1.kind", fault: "order" },
    ]);
  });
});
