import { describe, expect, it } from "vitest";
import type { Stage } from "./api";
import { bodyOf, endedWith, faceOf, guidelineOf, lackingIn, shareOf } from "./rules";

describe("a stage", () => {
  it("is told by its own state while the sign-off runs", () => {
    expect(faceOf({ state: "completed", overdue: false }, "running")).toBe("done");
    expect(faceOf({ state: "active", overdue: false }, "running")).toBe("now");
    expect(faceOf({ state: "active", overdue: true }, "running")).toBe("late");
    expect(faceOf({ state: "waiting", overdue: false }, "running")).toBe("waiting");
  });

  it("that never came is stopped once the sign-off ended, and what was done stays done", () => {
    expect(faceOf({ state: "waiting", overdue: false }, "rejected")).toBe("stopped");
    expect(faceOf({ state: "active", overdue: true }, "voided")).toBe("stopped");
    expect(faceOf({ state: "completed", overdue: false }, "voided")).toBe("done");
  });

  it("that sent it back says so, and how", () => {
    expect(faceOf({ state: "closed", overdue: false }, "changes-requested")).toBe("returned");
    const said = (...decisions: string[]) =>
      endedWith({ reviewers: decisions.map((decision) => ({ decision })) } as unknown as Stage);
    expect(said("approve", "request-changes")).toBe("request-changes");
    expect(said("reject")).toBe("reject");
  });

  it("fills its ring by the approvals it needs", () => {
    expect(shareOf({ approvals: 1, needed: 2 })).toBe(0.5);
    expect(shareOf({ approvals: 3, needed: 2 })).toBe(1);
    expect(shareOf({ approvals: 0, needed: 0 })).toBe(0);
  });
});

describe("a decision", () => {
  const draft = { decision: "", reason_code: "", comment: "" } as const;

  it("says what the service would ask for", () => {
    expect(lackingIn(draft)).toBe("decision");
    expect(lackingIn({ ...draft, decision: "approve" })).toBeNull();
    expect(lackingIn({ ...draft, decision: "approve-if", comment: "  " })).toBe("comment");
    expect(lackingIn({ ...draft, decision: "request-changes", reason_code: "wording" })).toBeNull();
    expect(lackingIn({ ...draft, decision: "reject", comment: "No." })).toBe("reason_code");
  });

  it("is bound to the content and the stage that were read", () => {
    expect(bodyOf({ ...draft, decision: "reject", reason_code: "law" }, "abc", 1)).toEqual({
      decision: "reject",
      content_hash: "abc",
      stage: 1,
      reason_code: "law",
      comment: null,
    });
    expect(bodyOf({ ...draft, decision: "reject" }, "abc", 0)).toBeNull();
  });
});

it("a subject that is no guideline is not taken for one", () => {
  expect(guidelineOf({ subject: { code: "SOCIAL", number: 2, title: { en: "Social" }, guideline_id: "g" } })).toEqual({
    code: "SOCIAL",
    number: 2,
    title: { en: "Social" },
    guidelineId: "g",
  });
  expect(guidelineOf({ subject: { name: "something else" } })).toBeNull();
});
