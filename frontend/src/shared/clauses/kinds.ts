/** The kinds of clause, each with its icon and tone: what a clause does to its reader. */
import { IconCheck, IconFeather, IconHandStop, IconHeartHandshake, IconPin, type Icon } from "@tabler/icons-react";
import type { components } from "@/shared/api/generated/governance";
import type { Tone } from "@/shared/ui/state-badge";

export type Clause = components["schemas"]["ClauseOut"];
export type ClauseKind = components["schemas"]["ClauseType"];
export type Scope = components["schemas"]["Scope"];

interface Look {
  icon: Icon;
  tone: Tone;
}

/** In the order in which they are read: what helps, what does not, what must, what is free. */
export const KINDS: readonly ClauseKind[] = ["do", "dont", "duty", "freedom", "encouragement"];
export const SCOPES: readonly Scope[] = ["work", "overlap", "private"];

const LOOKS: Record<ClauseKind, Look> = {
  do: { icon: IconCheck, tone: "good" },
  dont: { icon: IconHandStop, tone: "trouble" },
  duty: { icon: IconPin, tone: "waiting" },
  freedom: { icon: IconFeather, tone: "active" },
  encouragement: { icon: IconHeartHandshake, tone: "active" },
};

export function lookOf(kind: string): Look {
  return LOOKS[kind as ClauseKind] ?? LOOKS.do;
}
