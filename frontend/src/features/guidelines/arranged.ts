/** Clauses arranged for reading: by kind, narrowed to what the reader asks. */
import { KINDS, type Clause, type ClauseKind } from "@/shared/clauses/kinds";

export interface ClauseFilters {
  /** "mine" or "". */
  whom: string;
  kind: string;
  scope: string;
}

export interface ClauseGroup {
  kind: ClauseKind;
  clauses: readonly Clause[];
}

function fits(clause: Clause, { whom, scope }: Pick<ClauseFilters, "whom" | "scope">): boolean {
  return (whom !== "mine" || clause.concerns_me !== false) && (scope === "" || clause.scope === scope);
}

/** How many of each kind the reader would see, whichever kind is chosen now. */
export function countsByKind(clauses: readonly Clause[], filters: ClauseFilters): ReadonlyMap<ClauseKind, number> {
  const shown = clauses.filter((clause) => fits(clause, filters));
  return new Map(KINDS.map((kind) => [kind, shown.filter((clause) => clause.type === kind).length]));
}

/** The kinds in their own order, each with its clauses in the guideline's order; kinds without any are left out. */
export function arranged(clauses: readonly Clause[], filters: ClauseFilters): readonly ClauseGroup[] {
  const shown = clauses.filter((clause) => fits(clause, filters)).toSorted((a, b) => a.position - b.position);
  return KINDS.filter((kind) => filters.kind === "" || filters.kind === kind)
    .map((kind) => ({ kind, clauses: shown.filter((clause) => clause.type === kind) }))
    .filter((group) => group.clauses.length > 0);
}
