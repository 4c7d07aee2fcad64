/** A reward as its form holds it, and as the service takes it. */
import type { NewReward, Reward } from "./api";

export interface RewardDraft {
  title: Record<string, string>;
  description: Record<string, string>;
  cost: number | string;
  /** Empty: as many as people ask for. */
  stock: number | string;
  /** Empty: without a limit. */
  budget: number | string;
  tax_note: Record<string, string>;
}

export const NEW_REWARD: RewardDraft = { title: {}, description: {}, cost: 100, stock: "", budget: "", tax_note: {} };

const optional = (value: number | string): number | null => (value === "" ? null : Number(value));
const words = (text: Record<string, string>) => (Object.keys(text).length > 0 ? text : null);

export function draftOf(reward: Reward): RewardDraft {
  return {
    title: { ...reward.title },
    description: { ...reward.description },
    cost: reward.cost,
    stock: reward.stock ?? "",
    budget: reward.budget ?? "",
    tax_note: { ...reward.tax_note },
  };
}

/** Whether it is offered is no part of it: moves say that. */
export function bodyOf(draft: RewardDraft) {
  return {
    title: draft.title,
    description: words(draft.description),
    cost: Number(draft.cost),
    stock: optional(draft.stock),
    budget: optional(draft.budget),
    tax_note: words(draft.tax_note),
  } satisfies Partial<NewReward>;
}
