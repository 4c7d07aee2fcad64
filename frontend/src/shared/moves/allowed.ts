/**
 * Which moves the reader may make on a thing now. An answer that carries `allowed` decides alone. For answers that do not
 * carry it yet this file is the one place that says which state allows which move to whom; a thing's entry is removed when
 * its service answers `allowed`.
 */
import { useMe, type PermissionName } from "@/shared/session/me";

/** What every thing with moves has in its answer. */
export interface Movable {
  id: string;
  /** What was seen: a move is refused when the thing has another version by now. */
  version: number;
  state: string;
  allowed?: readonly string[];
  person_id?: string | null;
}

interface Moves {
  needs: PermissionName;
  /** Move by move: the states it starts from. */
  from: Readonly<Record<string, readonly string[]>>;
}

const WITHOUT_ALLOWED: Readonly<Record<string, Moves>> = {
  "advocacy/redemptions": {
    needs: "advocacy:redemptions.decide",
    from: { approve: ["requested"], fulfil: ["approved"], refuse: ["requested", "approved"] },
  },
  "advocacy/ambassadors": { needs: "advocacy:ambassadors.manage", from: { invite: ["nominated"] } },
  "advocacy/ambassadorship/mine": {
    needs: "advocacy:ambassadorship.own",
    from: {
      accept: ["invited"],
      activate: ["accepted", "dormant"],
      leave: ["nominated", "invited", "accepted", "active", "dormant"],
    },
  },
};

export interface Reader {
  id: string | undefined;
  may: (permission: PermissionName) => boolean;
}

/** The moves open to the reader, in the order of the answer; of the table where the answer does not say. */
export function allowedMoves(key: readonly string[], thing: Movable, reader: Reader): readonly string[] {
  if (thing.allowed) return thing.allowed;
  const moves = WITHOUT_ALLOWED[key.join("/")];
  if (!moves || !reader.may(moves.needs)) return [];
  return Object.entries(moves.from)
    .filter(([, states]) => states.includes(thing.state))
    .map(([move]) => move);
}

export function useAllowed(key: readonly string[]): (thing: Movable) => readonly string[] {
  const { person, may } = useMe();
  return (thing) => allowedMoves(key, thing, { id: person?.id, may });
}
