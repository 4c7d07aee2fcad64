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

describe("the disclosure", () => {
  it("is added once, never hidden and never doubled", () => {
    expect(withDisclosure("Proud of us.", "#ourwork")).toBe("Proud of us. #ourwork");
    expect(withDisclosure("Proud #OurWork day", "#ourwork")).toBe("Proud #OurWork day");
    expect(withDisclosure("  ", "#ourwork")).toBe("#ourwork");
    expect(withDisclosure("Proud", " ")).toBe("Proud");
  });
});
