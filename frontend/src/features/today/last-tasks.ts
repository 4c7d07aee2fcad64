/** The last whole Today on this device, readable without a line and forgotten on signing out. */
import { onSignOut } from "@/shared/session/session";
import type { Task } from "./task";

const KEY = "kring.last-today";

export interface LastToday {
  personId: string;
  at: string;
  tasks: Task[];
}

export function keepLastToday(personId: string, tasks: Task[]): void {
  const kept: LastToday = { personId, at: new Date().toISOString(), tasks };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // No room or no storage: Today still works, only not offline.
  }
}

export function lastToday(): LastToday | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as LastToday | null;
    // What an earlier version of the app kept had sentences and addresses instead of codes.
    const readable = kept?.tasks?.every((task) => task.subject.type && task.reason.params);
    return kept && readable ? kept : null;
  } catch {
    return null;
  }
}

export function forgetLastToday(): void {
  localStorage.removeItem(KEY);
}

onSignOut(forgetLastToday);
