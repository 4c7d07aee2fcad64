/** What there is to read in an ask: what changed for me first, and in which language I read it. */
import { segmentsFor, type Segment } from "@/shared/clauses/word-diff";
import type { Asked, AskedClause, Diff } from "./api";

/** The newest version of this guideline that I accepted before this one; null when this is my first. */
export function acceptedBefore(mine: readonly Asked[], asked: Asked): number | null {
  const numbers = mine
    .filter((each) => each.guideline.id === asked.guideline.id && each.state === "accepted")
    .map((each) => each.version_number)
    .filter((number) => number < asked.version_number);
  return numbers.length > 0 ? Math.max(...numbers) : null;
}

export interface Reading {
  fresh: readonly AskedClause[];
  known: readonly AskedClause[];
}

/** New and changed clauses apart from those that I accepted already. */
export function toRead(clauses: readonly AskedClause[]): Reading {
  return {
    fresh: clauses.filter((clause) => clause.change !== null),
    known: clauses.filter((clause) => clause.change === null),
  };
}

/** The words of a changed clause, when its text is what changed. */
export function wordsOf(diff: Diff | undefined, clauseId: string, language: string): ReturnType<typeof segmentsFor> {
  const change = diff?.changed.find((each) => each.clause_id === clauseId);
  return change ? segmentsFor(change.text as Record<string, Segment[]>, language) : null;
}

function has(clause: AskedClause, language: string): boolean {
  return Object.keys(clause.text).some((tag) => tag === language || tag.startsWith(`${language}-`));
}

/** The language the receipt names: the reader's own when every clause was there in it, else what was shown instead. */
export function languageRead(clauses: readonly AskedClause[], language: string): string {
  const lacking = clauses.find((clause) => !has(clause, language));
  if (lacking === undefined) return language;
  return "en" in lacking.text ? "en" : (Object.keys(lacking.text)[0] ?? language);
}
