import { describe, expect, it } from "vitest";
import { allowedMoves } from "./allowed";

const everything = { id: "p1", may: () => true };
const nothing = { id: "p1", may: () => false };
const REDEMPTIONS = ["advocacy", "redemptions"];

describe("the moves open to a reader", () => {
  it("are those of the answer, whatever the table would say", () => {
    const thing = { id: "r1", version: 1, state: "requested", allowed: ["fulfil"] };
    expect(allowedMoves(REDEMPTIONS, thing, nothing)).toEqual(["fulfil"]);
    expect(allowedMoves(REDEMPTIONS, { ...thing, allowed: [] }, everything)).toEqual([]);
  });

  it("follow the state where the answer does not say", () => {
    const moves = (state: string) => allowedMoves(REDEMPTIONS, { id: "r1", version: 1, state }, everything);
    expect(moves("requested")).toEqual(["approve", "refuse"]);
    expect(moves("approved")).toEqual(["fulfil", "refuse"]);
    expect(moves("refused")).toEqual([]);
  });

  it("are none without the permission, and none for a thing nobody knows", () => {
    expect(allowedMoves(REDEMPTIONS, { id: "r1", version: 1, state: "requested" }, nothing)).toEqual([]);
    expect(allowedMoves(["training", "ghosts"], { id: "g1", version: 1, state: "valid" }, everything)).toEqual([]);
    expect(allowedMoves(["training", "modules"], { id: "m1", version: 1, state: "draft" }, everything)).toEqual([]);
  });
});
