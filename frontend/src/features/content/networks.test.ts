import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { roomFor, roomLeft, withDisclosure } from "./networks";

describe("room on a network", () => {
  it("counts characters as people do and leaves place for the link", () => {
    expect(roomFor("x")).toBe(256);
    expect(roomLeft("x", "é👋")).toBe(254);
    expect(roomLeft("x", "a".repeat(257))).toBe(-1);
    expect(roomLeft("bluesky", "")).toBe(260);
  });
});

// The service's own examples: both place a disclosure in the same way.
const EXAMPLES = JSON.parse(
  readFileSync("../services/advocacy-api/tests/sharing/shares/disclosure_examples.json", "utf-8"),
) as { name: string; words: string; disclosure: string; whole: string }[];

describe("the disclosure", () => {
  it.each(EXAMPLES)("$name", ({ words, disclosure, whole }) => {
    expect(withDisclosure(words, disclosure)).toBe(whole);
    expect(withDisclosure(whole, disclosure)).toBe(whole);
  });
});
