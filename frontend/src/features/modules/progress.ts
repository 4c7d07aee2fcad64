/** Progress in a module: which items are read, which comes next. */
import type { CatalogueModule, ContentItem, Enrolment } from "./api";

export type Mine = "new" | "started" | "done";

/** The item to open: the first that is not read, else the first of all. */
export function nextItem(content: readonly ContentItem[], read: readonly string[]): ContentItem | undefined {
  return content.find((item) => !read.includes(item.id)) ?? content[0];
}

/** The unread item after this one, going round to what was left behind; undefined when all is read. */
export function itemAfter(
  content: readonly ContentItem[],
  read: readonly string[],
  currentId: string,
): ContentItem | undefined {
  const at = content.findIndex((item) => item.id === currentId);
  const round = [...content.slice(at + 1), ...content.slice(0, Math.max(at, 0))];
  return round.find((item) => !read.includes(item.id));
}

export function shareRead(
  content: readonly ContentItem[],
  read: readonly string[],
): { done: number; total: number; share: number } {
  // Content may have changed since: what was read and is gone no longer counts.
  const done = content.filter((item) => read.includes(item.id)).length;
  return { done, total: content.length, share: content.length === 0 ? 0 : done / content.length };
}

/** My state per module. A completion counts whatever its source; a reversed one does not. */
export function standings(
  enrolments: readonly Pick<Enrolment, "module_id" | "state" | "progress">[],
  completions: readonly { module_id: string; reverses: string | null; reversed_by: string | null }[],
): Map<string, { mine: Mine; share: number }> {
  const found = new Map<string, { mine: Mine; share: number }>();
  for (const one of completions) {
    if (one.reverses === null && one.reversed_by === null) found.set(one.module_id, { mine: "done", share: 1 });
  }
  for (const one of enrolments) {
    if (found.has(one.module_id) || one.state === "withdrawn" || one.state === "completed") continue;
    const { done, total } = one.progress;
    found.set(one.module_id, { mine: "started", share: total === 0 ? 0 : done / total });
  }
  return found;
}

export function isMine(
  module: Pick<CatalogueModule, "id">,
  wanted: string,
  mine: ReadonlyMap<string, { mine: Mine }>,
): boolean {
  return wanted === "" || (mine.get(module.id)?.mine ?? "new") === wanted;
}
