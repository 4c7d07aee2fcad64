/** What may be done with a certificate in each state; expired and revoked ones are history. */
import type { Move, State } from "./api";

const MOVES: Record<State, readonly Move[]> = {
  valid: ["suspend", "revoke"],
  suspended: ["reinstate", "revoke"],
  revoked: [],
  expired: [],
};

export function movesFrom(state: State): readonly Move[] {
  return MOVES[state];
}
