/** Every track and module that can be named elsewhere (a prerequisite, a requirement, a scheme), to choose from. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";

export type ModuleChoice = components["schemas"]["ModuleInCatalogue"];
export type TrackChoice = components["schemas"]["TrackInList"];

const AT_ONCE = 200;
/** A catalogue of more than a thousand modules is searched, not chosen from. */
const MOST_PAGES = 5;

async function every<T>(
  read: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor?: string | null }>,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next_cursor } = await read(cursor);
    found.push(...items);
    if (!next_cursor) break;
    cursor = next_cursor;
  }
  return found;
}

export function moduleChoicesQuery() {
  return queryOptions({
    queryKey: ["training", "modules", "choices"],
    queryFn: () =>
      every((cursor) => body(training.GET("/v1/modules", { params: { query: { cursor, limit: AT_ONCE } } }))),
    staleTime: 60_000,
  });
}

/** One module where only its id is known. */
export function moduleNameQuery(id: string) {
  return queryOptions({
    queryKey: ["training", "modules", "name", id],
    queryFn: () => body(training.GET("/v1/modules/{module_id}", { params: { path: { module_id: id } } })),
    staleTime: 10 * 60_000,
    retry: false,
  });
}

export function trackChoicesQuery() {
  return queryOptions({
    queryKey: ["training", "tracks", "choices"],
    queryFn: () =>
      every((cursor) => body(training.GET("/v1/tracks", { params: { query: { cursor, limit: AT_ONCE } } }))),
    staleTime: 60_000,
  });
}

interface Choice {
  id: string;
  code: string;
  title: Readonly<Record<string, string>>;
  state: string;
}

/** Options for a Select: those still alive, and those already chosen whatever became of them. */
export function optionsOf(
  choices: readonly Choice[],
  localized: (text: Choice["title"]) => string,
  chosen: readonly string[] = [],
) {
  return choices
    .filter((choice) => choice.state !== "archived" || chosen.includes(choice.id))
    .map((choice) => ({ value: choice.id, label: `${choice.code} · ${localized(choice.title)}` }));
}
