import { describe, expect, it } from "vitest";
import type { Scheme } from "./api";
import { NEW_SCHEME, schemeBodyOf, schemeDraftOf } from "./scheme-form";

const scheme: Scheme = {
  id: "s1",
  code: "SPEAK",
  title: { en: "May speak" },
  rule: { modules: ["m1", "m2"], min_credits: 0, min_offline_credits: 4 },
  guideline_code: "SOCIAL",
  valid_for_days: 365,
  refresher_window_days: 30,
  state: "draft",
  version: 1,
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00Z",
  published_at: null,
};

describe("a scheme from its form", () => {
  it("comes back as it was read", () => {
    const { code, title, rule, guideline_code, valid_for_days, refresher_window_days } = scheme;
    expect(schemeBodyOf(schemeDraftOf(scheme))).toEqual({
      code,
      title,
      rule,
      guideline_code,
      valid_for_days,
      refresher_window_days,
    });
  });

  it("lasts for ever without days, and then asks no renewal", () => {
    expect(schemeBodyOf({ ...NEW_SCHEME, valid_for_days: "" })).toMatchObject({
      valid_for_days: null,
      refresher_window_days: 0,
    });
  });

  it("asks no credits where none were filled in", () => {
    expect(schemeBodyOf(NEW_SCHEME).rule).toEqual({ modules: [], min_credits: 0, min_offline_credits: 0 });
  });
});
