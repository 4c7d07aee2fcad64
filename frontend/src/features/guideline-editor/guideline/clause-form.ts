/** A clause as the form holds it and as the service takes it; what a draft lacks before it can be sent in. */
import type { ClauseKind, Scope } from "@/shared/clauses/kinds";
import { audienceBody, audienceOf, EVERYBODY, type AudienceDraft } from "@/shared/ui/audience-field";
import type { Clause, ClauseBody } from "../api";

export interface ClauseDraft {
  type: ClauseKind;
  scope: Scope;
  applies_to: AudienceDraft;
  audience_groups: string[];
  text: Record<string, string>;
  reason: Record<string, string>;
  owner_id: string | null;
  review_on: string | null;
}

export function emptyDraft(type: ClauseKind = "do"): ClauseDraft {
  return {
    type,
    scope: "work",
    applies_to: EVERYBODY,
    audience_groups: [],
    text: {},
    reason: {},
    owner_id: null,
    review_on: null,
  };
}

export function draftOf(clause: Clause): ClauseDraft {
  return {
    type: clause.type as ClauseKind,
    scope: clause.scope as Scope,
    applies_to: audienceOf(clause.applies_to),
    audience_groups: [...clause.audience_groups],
    text: { ...clause.text },
    reason: { ...clause.reason },
    owner_id: clause.owner_id,
    review_on: clause.review_on,
  };
}

/** The source language of a clause stays what it was, as long as there is still text in it. */
export function bodyOf(draft: ClauseDraft, sourceLanguage?: string): ClauseBody {
  return {
    type: draft.type,
    scope: draft.scope,
    applies_to: audienceBody(draft.applies_to),
    audience_groups: draft.audience_groups,
    text: draft.text,
    reason: Object.keys(draft.reason).length > 0 ? draft.reason : null,
    owner_id: draft.owner_id,
    review_on: draft.review_on,
    source_language: sourceLanguage !== undefined && sourceLanguage in draft.text ? sourceLanguage : null,
  };
}

const NEEDED: readonly ClauseKind[] = ["do", "dont", "duty", "freedom"];

export function isRestriction(type: string): boolean {
  return type === "dont" || type === "duty";
}

export interface Gaps {
  /** Kinds of which there is no clause yet. */
  kinds: readonly ClauseKind[];
  /** Restrictions without their reason, owner or review date. */
  unexplained: readonly Clause[];
}

/** What the service would answer ClausesMissing or RestrictionUnexplained to; the service decides. */
export function gapsIn(clauses: readonly Clause[]): Gaps {
  return {
    kinds: NEEDED.filter((kind) => !clauses.some((clause) => clause.type === kind)),
    unexplained: clauses.filter(
      (clause) =>
        isRestriction(clause.type) &&
        !(clause.reason && Object.keys(clause.reason).length > 0 && clause.owner_id && clause.review_on),
    ),
  };
}

/** The ids with one moved a place up (-1) or down (1). */
export function moved(ids: readonly string[], index: number, by: -1 | 1): string[] {
  const next = [...ids];
  const [id] = next.splice(index, 1);
  if (id !== undefined) next.splice(Math.max(0, index + by), 0, id);
  return next;
}
