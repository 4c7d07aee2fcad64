import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Network } from "./networks";
import { finalText, lengthOf, roomLeft, textIn, withDisclosure } from "./share-text";

// The service's own examples: both place a disclosure and count a text in the same way.
const read = (name: string) =>
  JSON.parse(readFileSync(`../services/advocacy-api/tests/sharing/texts/${name}.json`, "utf-8")) as unknown;
const DISCLOSED = read("disclosure_examples") as {
  name: string;
  network?: Network;
  words: string;
  disclosure: string;
  whole: string;
  position?: string;
  moved?: boolean;
}[];
const MEASURED = read("length_examples") as { name: string; network: Network; text: string; length: number }[];

describe("room on a network", () => {
  it.each(MEASURED)("$name", ({ text, network, length }) => expect(lengthOf(text, network)).toBe(length));

  it("leaves place for the link that is yet to be made", () => {
    expect(roomLeft("x", "")).toBe(280 - 23);
    expect(roomLeft("x", "a".repeat(257))).toBe(-1);
    expect(roomLeft("linkedin", "a")).toBe(3000 - 1 - 2 - `${window.location.origin}/s/0123456789`.length);
    expect(roomLeft("email", "a".repeat(5001))).toBe(-1);
  });
});

describe("the disclosure", () => {
  it.each(DISCLOSED)("$name", ({ words, disclosure, network, whole, position, moved }) => {
    const placed = withDisclosure(words, disclosure, network);
    expect(placed.whole).toBe(whole);
    if (position !== undefined) expect([placed.position, placed.moved]).toEqual([position, moved]);
    expect(withDisclosure(whole, disclosure, network).whole).toBe(whole);
  });

  it("is of the language of the words where there is one", () => {
    expect(textIn({ nl: "Ik werk hier.", en: "I work here." }, ["nl-BE"])).toBe("Ik werk hier.");
    expect(textIn({ nl: "Ik werk hier.", en: "I work here." }, ["fr"])).toBe("I work here.");
    expect(textIn({ nl: "Ik werk hier." }, ["fr"])).toBe("Ik werk hier.");
    expect(textIn(null, ["fr"])).toBe("");
  });
});

it("puts the link behind the words, once", () => {
  expect(finalText("Proud.", "https://k/s/a", "x")).toBe("Proud. https://k/s/a");
  expect(finalText("Proud.", "https://k/s/a", "linkedin")).toBe("Proud.\n\nhttps://k/s/a");
  expect(finalText("At https://k/s/a", "https://k/s/a", "x")).toBe("At https://k/s/a");
});
