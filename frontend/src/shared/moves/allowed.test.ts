import { describe, expect, it } from "vitest";
import { allowedMoves } from "./allowed";

const everything = { id: "p1", may: () => true };
const nothing = { id: "p1", may: () => false };
const CERTIFICATES = ["training", "certificates"];

describe("the moves open to a reader", () => {
  it("are those of the answer, whatever the table would say", () => {
    const thing = { id: "c1", version: 1, state: "valid", allowed: ["renew"] };
    expect(allowedMoves(CERTIFICATES, thing, nothing)).toEqual(["renew"]);
    expect(allowedMoves(CERTIFICATES, { ...thing, allowed: [] }, everything)).toEqual([]);
  });

  it("follow the state where the answer does not say", () => {
    const moves = (state: string) => allowedMoves(CERTIFICATES, { id: "c1", version: 1, state }, everything);
    expect(moves("valid")).toEqual(["suspend", "revoke"]);
    expect(moves("suspended")).toEqual(["reinstate", "revoke"]);
    expect(moves("revoked")).toEqual([]);
    expect(moves("expired")).toEqual([]);
  });

  it("are none without the permission, and none for a thing nobody knows", () => {
    expect(allowedMoves(CERTIFICATES, { id: "c1", version: 1, state: "valid" }, nothing)).toEqual([]);
    expect(allowedMoves(["training", "ghosts"], { id: "g1", version: 1, state: "valid" }, everything)).toEqual([]);
  });

  it("do not give somebody their own certificate back", () => {
    const own = { id: "c1", version: 1, state: "suspended", person_id: "p1" };
    expect(allowedMoves(CERTIFICATES, own, everything)).toEqual(["revoke"]);
    expect(allowedMoves(CERTIFICATES, { ...own, person_id: "p2" }, everything)).toEqual(["reinstate", "revoke"]);
  });
});
