/** Three lists in one, newest first, page by page; a list that fails is left out and named. */
import type { ServiceName } from "@/shared/api/clients";

export interface Timed {
  id: number;
  at: string;
}

export interface Source<Row> {
  service: ServiceName;
  read: (cursor: string | undefined) => Promise<{ items: Row[]; next_cursor?: string | null }>;
}

interface Rest<Row> {
  /** Read and not shown yet. */
  held: readonly Row[];
  /** Null: there is nothing after what is held. */
  cursor: string | undefined | null;
}

export interface Place<Row> {
  rest: Partial<Record<ServiceName, Rest<Row>>>;
  away: readonly ServiceName[];
}

export type Told<Row> = Row & { service: ServiceName };

export interface Merged<Row> {
  items: Told<Row>[];
  away: readonly ServiceName[];
  next: Place<Row> | undefined;
}

export const START = { rest: {}, away: [] } as const;

/** The next rows of all lists: as far as no list that has more could still come before. */
export async function nextPage<Row extends Timed>(
  sources: readonly Source<Row>[],
  { rest, away }: Place<Row>,
): Promise<Merged<Row>> {
  const read = await Promise.all(
    sources
      .filter(({ service }) => !away.includes(service))
      .map(async ({ service, read }) => {
        const before = rest[service] ?? { held: [], cursor: undefined };
        if (before.held.length > 0 || before.cursor === null) return { service, ...before };
        try {
          const page = await read(before.cursor);
          return { service, held: page.items, cursor: page.next_cursor ?? null };
        } catch (error) {
          return { service, error };
        }
      }),
  );
  const failed = read.filter((one) => "error" in one);
  // Nobody answers: that is no list with a part missing.
  if (failed.length === sources.length) throw failed[0]?.error;
  const told = read.filter((one) => !("error" in one)) as ({ service: ServiceName } & Rest<Row>)[];
  const items = told
    .flatMap(({ service, held }) => held.map((row) => ({ ...row, service })))
    .sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id);
  // A list with more pages hides what is older than the last row it gave.
  const until = told
    .filter(({ cursor }) => cursor !== null)
    .map(({ held }) => held.at(-1)?.at ?? "")
    .sort()
    .at(-1);
  const shown = until === undefined ? items : items.filter(({ at }) => at >= until);
  const away_ = [...away, ...failed.map(({ service }) => service)];
  const left = Object.fromEntries(
    told.map(({ service, held, cursor }) => [
      service,
      { held: until === undefined ? [] : held.filter(({ at }) => at < until), cursor },
    ]),
  );
  const more = told.some(({ cursor }) => cursor !== null) || items.length > shown.length;
  return { items: shown, away: away_, next: more ? { rest: left, away: away_ } : undefined };
}
