/** Whether a line of the transcript counts: a reversal takes its completion away, and itself counts for nothing. */
import type { TranscriptEntry } from "./api";

export type Standing = "counts" | "reversed" | "reversal";

export function standingOf(entry: Pick<TranscriptEntry, "reverses" | "reversed_by">): Standing {
  if (entry.reverses !== null) return "reversal";
  return entry.reversed_by === null ? "counts" : "reversed";
}

/** Lines by calendar year, in the order they came. */
export function byYear<T extends { completed_at: string }>(entries: readonly T[]): [number, T[]][] {
  const years = new Map<number, T[]>();
  for (const entry of entries) {
    const year = new Date(entry.completed_at).getFullYear();
    const lines = years.get(year);
    if (lines) lines.push(entry);
    else years.set(year, [entry]);
  }
  return [...years];
}
