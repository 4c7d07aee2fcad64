/** A sign-off route as the form holds it and as the service takes it, and what keeps it from ever being signed. */
import { newKey } from "@/shared/api/calls";
import type { Template, TemplateBody } from "./api";

export type Kind = "co-create" | "decide";
export type QuorumChoice = "all" | "any" | "some";

export interface StageDraft {
  /** Only for the form: a stage keeps its place on the screen while it moves. */
  key: string;
  name: string;
  kind: Kind;
  roles: string[];
  people: string[];
  quorum: QuorumChoice;
  needed: number;
  due_business_days: number;
}

export interface TemplateDraft {
  name: string;
  reviewer_module: string;
  stages: StageDraft[];
}

const A_WORKING_WEEK = 5;

export function newStage(kind: Kind = "decide"): StageDraft {
  return {
    key: newKey(),
    name: "",
    kind,
    roles: [],
    people: [],
    quorum: "all",
    needed: 1,
    due_business_days: A_WORKING_WEEK,
  };
}

export function emptyDraft(): TemplateDraft {
  return { name: "", reviewer_module: "", stages: [newStage()] };
}

export function draftOf(template: Template): TemplateDraft {
  return {
    name: template.name,
    reviewer_module: template.reviewer_module ?? "",
    stages: template.stages.map((stage) => ({
      key: newKey(),
      name: stage.name,
      kind: stage.kind === "co-create" ? "co-create" : "decide",
      roles: stage.reviewers.flatMap((reviewer) => reviewer.role ?? []),
      people: stage.reviewers.flatMap((reviewer) => reviewer.person ?? []),
      quorum: stage.quorum === "all" || stage.quorum === "any" ? stage.quorum : "some",
      needed: typeof stage.quorum === "number" ? stage.quorum : 1,
      due_business_days: stage.due_business_days,
    })),
  };
}

export function bodyOf(draft: TemplateDraft): TemplateBody {
  return {
    name: draft.name.trim(),
    reviewer_module: draft.reviewer_module.trim() || null,
    stages: draft.stages.map((stage) => ({
      name: stage.name.trim(),
      kind: stage.kind,
      reviewers: [...stage.roles.map((role) => ({ role })), ...stage.people.map((person) => ({ person }))],
      quorum: stage.quorum === "some" ? stage.needed : stage.quorum,
      due_business_days: stage.due_business_days,
    })),
  };
}

export type Fault = "name" | "noStage" | "noDecision" | "stageName" | "reviewers" | "quorum" | "order";

/** Where and why the service would refuse; `path` is the form's field. */
export function faultsIn(draft: TemplateDraft): { path: string; fault: Fault }[] {
  const faults: { path: string; fault: Fault }[] = [];
  if (draft.name.trim() === "") faults.push({ path: "name", fault: "name" });
  if (draft.stages.length === 0) faults.push({ path: "stages", fault: "noStage" });
  else if (!draft.stages.some((stage) => stage.kind === "decide")) faults.push({ path: "stages", fault: "noDecision" });
  draft.stages.forEach((stage, index) => {
    const reviewers = stage.roles.length + stage.people.length;
    const at = `stages.${index}`;
    if (stage.name.trim() === "") faults.push({ path: `${at}.name`, fault: "stageName" });
    if (reviewers === 0) faults.push({ path: `${at}.roles`, fault: "reviewers" });
    if (stage.quorum === "some" && (stage.needed < 1 || stage.needed > reviewers))
      faults.push({ path: `${at}.needed`, fault: "quorum" });
    if (stage.kind === "co-create" && draft.stages.slice(0, index).some((earlier) => earlier.kind === "decide")) {
      faults.push({ path: `${at}.kind`, fault: "order" });
    }
  });
  return faults;
}
