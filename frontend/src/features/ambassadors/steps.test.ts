import { describe, expect, it } from "vitest";
import { missingOf, stepOf } from "./steps";

describe("the way of an ambassador", () => {
  it("counts the steps that are behind", () => {
    expect(["nominated", "invited", "accepted", "active", "dormant"].map(stepOf)).toEqual([1, 2, 3, 4, 3]);
  });
  it("reads what is missing and ignores what it does not know", () => {
    expect(missingOf([{ code: "CertificateMissing", detail: "No.", fix: { label: "Learn", href: "/learn" } }, 3, { code: "x" }])).toEqual([
      { code: "CertificateMissing", detail: "No.", fix: { label: "Learn", href: "/learn" } },
      { code: "x", detail: "" },
    ]);
    expect(missingOf(undefined)).toEqual([]);
  });
});
