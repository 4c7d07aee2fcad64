import { describe, expect, it } from "vitest";
import type { Standing } from "./api";
import { linkedInAddress } from "./linkedin";
import { isAhead, isRenewable, shareLeft, stepsTowards } from "./validity";

const now = new Date("2026-07-01T00:00:00Z");
const year = { issued_at: "2026-01-01T00:00:00Z", valid_until: "2027-01-01T00:00:00Z", state: "valid" as const };

describe("a certificate's time", () => {
  it("runs from whole to nothing, and stays whole without an end", () => {
    expect(shareLeft(year, now)).toBeCloseTo(0.504, 2);
    expect(shareLeft(year, new Date("2028-01-01"))).toBe(0);
    expect(shareLeft({ ...year, valid_until: null }, now)).toBe(1);
    expect(shareLeft({ ...year, state: "revoked" }, now)).toBe(0);
  });

  it("may be renewed once its window is open, unless it was revoked or renewed already", () => {
    const open = { renewable_from: "2026-06-01T00:00:00Z", state: "valid" as const, is_current: true };
    expect(isRenewable(open, now)).toBe(true);
    expect(isRenewable({ ...open, renewable_from: "2026-08-01T00:00:00Z" }, now)).toBe(false);
    expect(isRenewable({ ...open, is_current: false }, now)).toBe(false);
    expect(isRenewable({ ...open, state: "revoked" }, now)).toBe(false);
  });
});

describe("the way to a certificate", () => {
  const standing: Standing = {
    scheme_id: "s",
    due: false,
    missing_modules: [{ module_id: "m2", code: "102", title: { en: "x" } }],
    credits: 4,
    min_credits: 3,
    offline_credits: 0,
    min_offline_credits: 0,
    acknowledged: false,
    guideline_code: "SOCIAL",
    certificate_id: null,
    certificate_state: null,
    renewable_from: null,
  };

  it("counts only what the scheme asks", () => {
    expect(stepsTowards({ rule: { modules: ["m1", "m2"], min_credits: 3 } }, standing)).toEqual({ done: 2, total: 4 });
    expect(
      stepsTowards({ rule: {} }, { ...standing, missing_modules: [], min_credits: 0, guideline_code: null }),
    ).toEqual({ done: 0, total: 0 });
  });

  it("is shown while no certificate holds or one may be renewed", () => {
    expect(isAhead(standing, now)).toBe(true);
    expect(isAhead({ certificate_state: "valid", renewable_from: "2026-12-01T00:00:00Z" }, now)).toBe(false);
    expect(isAhead({ certificate_state: "valid", renewable_from: "2026-06-01T00:00:00Z" }, now)).toBe(true);
    expect(isAhead({ certificate_state: "expired", renewable_from: null }, now)).toBe(true);
  });
});

describe("adding it to LinkedIn", () => {
  it("fills in what LinkedIn asks, and no end when there is none", () => {
    const fields = new URL(
      linkedInAddress({
        name: "Speaking & sharing",
        organisation: "Kring",
        issuedAt: year.issued_at,
        validUntil: null,
        verifyUrl: "https://kring.example/verify/1",
        id: "1",
      }),
    ).searchParams;
    expect(fields.get("name")).toBe("Speaking & sharing");
    expect(fields.get("issueMonth")).toBe("1");
    expect(fields.get("certUrl")).toBe("https://kring.example/verify/1");
    expect(fields.has("expirationYear")).toBe(false);
  });
});
