/** A point rule as its form holds it, and as the service takes it. */
import type { NewRule, Rule } from "../api";

export interface RuleDraft {
  code: string;
  act: Rule["act"];
  title: Record<string, string>;
  amount: number | string;
  /** Points a day at most; empty: no cap. */
  daily_cap: number | string;
  /** Each next one of a day counts for so many hundredths of the one before. */
  percent: number | string;
}

export const NEW_RULE: RuleDraft = { code: "", act: "share", title: {}, amount: 10, daily_cap: "", percent: 100 };

export function draftOf(rule: Rule): RuleDraft {
  return {
    code: rule.code,
    act: rule.act,
    title: { ...rule.title },
    amount: rule.amount,
    daily_cap: rule.daily_cap ?? "",
    percent: Number((rule.diminishing * 100).toFixed(4)),
  };
}

/** What an act is worth. */
export function worthOf(draft: RuleDraft) {
  return {
    amount: Number(draft.amount),
    daily_cap: draft.daily_cap === "" ? null : Number(draft.daily_cap),
    diminishing: Number((Number(draft.percent) / 100).toFixed(6)),
  } satisfies Partial<NewRule>;
}

export function bodyOf(draft: RuleDraft): NewRule {
  return { code: draft.code.trim(), act: draft.act, title: draft.title, ...worthOf(draft) };
}
