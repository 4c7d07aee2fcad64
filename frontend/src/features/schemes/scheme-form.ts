/** A scheme as its form holds it, and as the service takes it. */
import type { NewScheme, Scheme } from "./api";

export interface SchemeDraft {
  code: string;
  title: Record<string, string>;
  modules: string[];
  min_credits: number | string;
  min_offline_credits: number | string;
  guideline_code: string;
  /** Empty: for ever. */
  valid_for_days: number | string;
  refresher_window_days: number | string;
}

export const NEW_SCHEME: SchemeDraft = {
  code: "",
  title: {},
  modules: [],
  min_credits: "",
  min_offline_credits: "",
  guideline_code: "",
  valid_for_days: 365,
  refresher_window_days: 60,
};

export function schemeDraftOf(scheme: Scheme): SchemeDraft {
  return {
    code: scheme.code,
    title: { ...scheme.title },
    modules: [...(scheme.rule.modules ?? [])],
    min_credits: scheme.rule.min_credits || "",
    min_offline_credits: scheme.rule.min_offline_credits || "",
    guideline_code: scheme.guideline_code ?? "",
    valid_for_days: scheme.valid_for_days ?? "",
    refresher_window_days: scheme.refresher_window_days,
  };
}

export function schemeBodyOf(draft: SchemeDraft): NewScheme {
  const lasts = draft.valid_for_days !== "";
  return {
    code: draft.code.trim(),
    title: draft.title,
    rule: {
      modules: draft.modules,
      min_credits: Number(draft.min_credits),
      min_offline_credits: Number(draft.min_offline_credits),
    },
    guideline_code: draft.guideline_code.trim() || null,
    valid_for_days: lasts ? Number(draft.valid_for_days) : null,
    // What never ends needs no renewal.
    refresher_window_days: lasts ? Number(draft.refresher_window_days) : 0,
  };
}
