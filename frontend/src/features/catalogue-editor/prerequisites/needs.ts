/** What must come before a module: a tree to edit, as JSON, and as a sentence. */
import { newKey } from "@/shared/api/calls";
import type { Expression } from "../api";

export interface ModuleNeed {
  key: string;
  kind: "module";
  module: string | null;
}
export interface LevelNeed {
  key: string;
  kind: "level";
  level: number;
}
export interface GroupNeed {
  key: string;
  kind: "all" | "any";
  parts: Need[];
}
export type Need = ModuleNeed | LevelNeed | GroupNeed;

export const newModuleNeed = (module: string | null = null): ModuleNeed => ({ key: newKey(), kind: "module", module });
export const newLevelNeed = (level = 1): LevelNeed => ({ key: newKey(), kind: "level", level });
export const newGroup = (kind: "all" | "any", parts: Need[] = []): GroupNeed => ({ key: newKey(), kind, parts });

export function isGroup(need: Need): need is GroupNeed {
  return need.kind === "all" || need.kind === "any";
}

/** As the service has it: null and absent mean the same there. */
interface Stored {
  module?: string | null;
  level?: number | null;
  all_of?: Stored[] | null;
  any_of?: Stored[] | null;
}

function needOf(stored: Stored): Need {
  if (stored.module) return newModuleNeed(stored.module);
  if (stored.level) return newLevelNeed(stored.level);
  if (stored.any_of) return newGroup("any", stored.any_of.map(needOf));
  return newGroup("all", (stored.all_of ?? []).map(needOf));
}

/** The whole tree always starts with a group, so that there is a place to add to. */
export function treeOf(stored: Stored): GroupNeed {
  const need = needOf(stored);
  return isGroup(need) ? need : newGroup("all", [need]);
}

/** Rows left empty are left out, and so are groups with nothing in them. */
function expressionOf(need: Need): Expression[] {
  if (need.kind === "module") return need.module ? [{ module: need.module }] : [];
  if (need.kind === "level") return [{ level: need.level }];
  const parts = need.parts.flatMap(expressionOf);
  if (parts.length === 0) return [];
  return [need.kind === "all" ? { all_of: parts } : { any_of: parts }];
}

export function jsonOf(tree: GroupNeed): Expression {
  return expressionOf(tree)[0] ?? { all_of: [] };
}

export interface Words {
  module: (id: string) => string;
  level: (level: number) => string;
  and: (parts: string[]) => string;
  or: (parts: string[]) => string;
}

/** "101 and (102 or 103) and all of level 1"; empty when nothing is asked. */
export function sentenceOf(need: Need, words: Words, inside = false): string {
  if (need.kind === "module") return need.module ? words.module(need.module) : "";
  if (need.kind === "level") return words.level(need.level);
  const parts = need.parts.map((part) => sentenceOf(part, words, true)).filter((part) => part !== "");
  const sentence = need.kind === "all" ? words.and(parts) : words.or(parts);
  return inside && parts.length > 1 ? `(${sentence})` : sentence;
}
