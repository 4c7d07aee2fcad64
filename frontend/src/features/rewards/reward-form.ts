/** A new reward as its form holds it, and as the service takes it. */
import type { NewReward } from "./api";

export interface RewardDraft {
  title: Record<string, string>;
  description: Record<string, string>;
  cost: number | string;
  /** Empty: as many as people ask for. */
  stock: number | string;
  /** Empty: without a limit. */
  budget: number | string;
}

export const NEW_REWARD: RewardDraft = { title: {}, description: {}, cost: 100, stock: "", budget: "" };

const optional = (value: number | string): number | null => (value === "" ? null : Number(value));

export function bodyOf(draft: RewardDraft): NewReward {
  return {
    title: draft.title,
    description: Object.keys(draft.description).length > 0 ? draft.description : null,
    cost: Number(draft.cost),
    stock: optional(draft.stock),
    budget: optional(draft.budget),
    tax_note: null,
    available: true,
  };
}
