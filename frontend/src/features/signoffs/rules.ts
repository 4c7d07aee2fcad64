/** What a sign-off is about, how far a stage is, and what a decision still lacks. */
import type { Tone } from "@/shared/ui/state-badge";
import type { Decide, Signoff, Stage, Summary, Verdict } from "./api";

export const SHELVES = ["mine", "others", "done"] as const;
export type Shelf = (typeof SHELVES)[number];

/** The shelf an address names; the reader's own turns when it names none. */
export function shelfOf(name: string | undefined): Shelf {
  return SHELVES.find((each) => each === name) ?? "mine";
}

export function isOnShelf(signoff: Pick<Summary, "state" | "my_turn">, shelf: Shelf): boolean {
  if (shelf === "done") return signoff.state !== "running";
  return signoff.state === "running" && signoff.my_turn === (shelf === "mine");
}

export const VERDICTS: readonly Verdict[] = ["approve", "approve-if", "request-changes", "reject"];
export const REASONS = ["fits", "wording", "facts", "law", "privacy", "brand", "tone", "other"] as const;

export interface GuidelineSubject {
  code: string;
  number: number;
  title: Record<string, string>;
  guidelineId: string;
}

/** The subject as it was submitted; null for a kind this screen does not know. */
export function guidelineOf(signoff: Pick<Summary, "subject">): GuidelineSubject | null {
  const { code, number, title, guideline_id } = signoff.subject as Record<string, unknown>;
  if (typeof code !== "string" || typeof number !== "number") return null;
  return { code, number, title: (title ?? {}) as Record<string, string>, guidelineId: String(guideline_id ?? code) };
}

export const VERDICT_TONES: Record<string, Tone> = {
  approve: "good",
  "approve-if": "waiting",
  "request-changes": "waiting",
  reject: "trouble",
};

/** What a link of the record says; it is kept there exactly as it was hashed. */
export interface RecordEntry {
  id: string;
  decision: string;
  person_id: string;
  comment: string | null;
  decided_at: string;
}

export function entryOf(link: { entry: Readonly<Record<string, unknown>> }): RecordEntry {
  return link.entry as unknown as RecordEntry;
}

const TONES: Record<string, Tone> = {
  running: "active",
  approved: "good",
  "changes-requested": "waiting",
  rejected: "trouble",
  voided: "neutral",
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? "neutral";
}

export type StageFace = "done" | "now" | "late" | "waiting" | "returned" | "stopped";

/** How a stage looks; the one that sent it back says so, one that never began because of that is stopped, not waiting. */
export function faceOf(stage: Pick<Stage, "state" | "overdue">, signoffState: string): StageFace {
  if (stage.state === "completed") return "done";
  if (stage.state === "closed") return "returned";
  if (signoffState !== "running") return "stopped";
  if (stage.state === "active") return stage.overdue ? "late" : "now";
  return "waiting";
}

/** What sent it back from this stage: a request for changes, or a rejection. */
export function endedWith(stage: Pick<Stage, "reviewers">): Verdict {
  return stage.reviewers.some((seat) => seat.decision === "reject") ? "reject" : "request-changes";
}

export function shareOf(stage: Pick<Stage, "approvals" | "needed">): number {
  return stage.needed > 0 ? Math.min(1, stage.approvals / stage.needed) : 0;
}

export interface DecisionDraft {
  decision: Verdict | "";
  reason_code: string;
  comment: string;
}

export type Lacking = "decision" | "reason_code" | "comment";

/** The first thing a decision still has to say, as the service asks it. */
export function lackingIn(draft: DecisionDraft): Lacking | null {
  const comment = draft.comment.trim();
  if (draft.decision === "") return "decision";
  if (draft.decision === "reject" && !draft.reason_code) return "reason_code";
  if (draft.decision === "approve-if" && !comment) return "comment";
  if (draft.decision === "request-changes" && !comment && !draft.reason_code) return "comment";
  return null;
}

/** The decision on exactly the content and in the stage that were read; null while it lacks something. */
export function bodyOf(draft: DecisionDraft, contentHash: string, stage: number): Decide | null {
  if (draft.decision === "" || lackingIn(draft)) return null;
  return {
    decision: draft.decision,
    content_hash: contentHash,
    stage,
    reason_code: draft.reason_code || null,
    comment: draft.comment.trim() || null,
  };
}

/** Submitted by the reader; the service refuses co-authors. */
export function isOwnWork(signoff: Pick<Signoff, "submitted_by">, me: string | undefined): boolean {
  return me !== undefined && signoff.submitted_by === me;
}
