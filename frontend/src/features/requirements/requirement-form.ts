/** A requirement as its form holds it, and as the service takes it. */
import { audienceBody, audienceOf, EVERYBODY, type AudienceDraft } from "@/shared/ui/audience-field";
import type { ChangedRequirement, NewRequirement, Requirement } from "./api";

export interface RequirementDraft {
  /** What is to be learned: "track:<id>" or "module:<id>"; one list to choose from, two fields in the service. */
  subject: string | null;
  applies_to: AudienceDraft;
  due_in_days: number | string;
  repeat_every_days: number | string;
  reason: Record<string, string>;
  legal_basis: string;
  sponsor_id: string | null;
}

export const NEW_REQUIREMENT: RequirementDraft = {
  subject: null,
  applies_to: EVERYBODY,
  due_in_days: 30,
  repeat_every_days: "",
  reason: {},
  legal_basis: "",
  sponsor_id: null,
};

export function requirementDraftOf(requirement: Requirement): RequirementDraft {
  return {
    subject: `${requirement.subject.kind}:${requirement.subject.id}`,
    applies_to: audienceOf(requirement.applies_to),
    due_in_days: requirement.due_in_days,
    repeat_every_days: requirement.repeat_every_days ?? "",
    reason: { ...requirement.reason },
    legal_basis: requirement.legal_basis ?? "",
    sponsor_id: requirement.sponsor_id,
  };
}

export function changeOf(draft: RequirementDraft): ChangedRequirement & Pick<NewRequirement, "due_in_days" | "reason"> {
  return {
    applies_to: audienceBody(draft.applies_to),
    due_in_days: Number(draft.due_in_days),
    repeat_every_days: draft.repeat_every_days === "" ? null : Number(draft.repeat_every_days),
    reason: draft.reason,
    legal_basis: draft.legal_basis.trim() || null,
    sponsor_id: draft.sponsor_id,
  };
}

export function requirementBodyOf(draft: RequirementDraft): NewRequirement {
  const [kind, id] = (draft.subject ?? "").split(":");
  return {
    ...changeOf(draft),
    track_id: kind === "track" ? (id ?? null) : null,
    module_id: kind === "module" ? (id ?? null) : null,
  };
}
