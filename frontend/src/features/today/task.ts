/** One thing to do, the same whichever service asks it. */
import type { components as Advocacy } from "@/shared/api/generated/advocacy";
import type { components as Governance } from "@/shared/api/generated/governance";
import type { components as Training } from "@/shared/api/generated/training";

export type Task = Training["schemas"]["TaskOut"] | Advocacy["schemas"]["TaskOut"] | Governance["schemas"]["TaskOut"];

export type TaskKind = Task["kind"];
