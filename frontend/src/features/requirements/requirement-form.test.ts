import { describe, expect, it } from "vitest";
import { NEW_REQUIREMENT, changeOf, requirementBodyOf } from "./requirement-form";

const draft = { ...NEW_REQUIREMENT, reason: { en: "You speak with customers." } };

describe("a requirement from its form", () => {
  it("names exactly one of a track and a module", () => {
    expect(requirementBodyOf({ ...draft, subject: "track:t1" })).toMatchObject({ track_id: "t1", module_id: null });
    expect(requirementBodyOf({ ...draft, subject: "module:m1" })).toMatchObject({ track_id: null, module_id: "m1" });
  });

  it("is done once when no repeat was filled in", () => {
    expect(changeOf(draft).repeat_every_days).toBeNull();
    expect(changeOf({ ...draft, repeat_every_days: 365 }).repeat_every_days).toBe(365);
  });

  it("never says everyone and names at once", () => {
    const named = { ...draft.applies_to, everyone: false, departments: ["Sales"], locations: ["Gent"] };
    expect(changeOf({ ...draft, applies_to: named }).applies_to).toEqual(named);
    expect(changeOf({ ...draft, applies_to: { ...named, everyone: true } }).applies_to).toMatchObject({
      everyone: true,
      departments: [],
    });
  });

  it("leaves the subject out of a change: a draft keeps what it is about", () => {
    expect(changeOf({ ...draft, subject: "track:t1" })).not.toHaveProperty("track_id");
  });
});
