/** One thing to do, the same whichever service asks it. */
import type { components as Advocacy } from "@/shared/api/generated/advocacy";
import type { components as Governance } from "@/shared/api/generated/governance";
import type { components as Training } from "@/shared/api/generated/training";

type Asked = Training["schemas"]["TaskOut"] | Advocacy["schemas"]["TaskOut"] | Governance["schemas"]["TaskOut"];

export interface Task extends Pick<Asked, "id" | "subject" | "reason" | "href"> {
  kind: string;
  due_at: string | null;
  overdue: boolean;
  minutes: number | null;
}

export function taskFrom(asked: Asked): Task {
  return { ...asked, due_at: asked.due_at ?? null, overdue: asked.overdue ?? false, minutes: asked.minutes ?? null };
}
