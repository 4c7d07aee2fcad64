/** A list of people who each stand somehow with one thing, and how many there are in each state. */
import { keepPreviousData, useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import { send } from "./calls";
import type { ServiceName } from "./clients";
import type { Pages } from "./use-pages";

/** What the services answer of a person in such a list. */
export interface PersonInState {
  person_id: string;
  given_name: string;
  family_name: string;
  department: string | null;
  head: { id: string; name: string } | null;
  state: string;
  due_at: string | null;
}

interface SummarisedPage<Row> {
  items: Row[];
  next_cursor?: string | null;
  summary?: Readonly<Record<string, number>> | null;
}

export type PeopleFilters = Readonly<Record<string, string | undefined>>;

export interface PeopleList<Row> {
  usePeople: (filters: PeopleFilters) => { list: Pages<Row>; summary: Readonly<Record<string, number>> };
  readFile: (format: "csv" | "xlsx", filters: PeopleFilters) => Promise<Blob>;
}

const NONE: Readonly<Record<string, number>> = {};

/** `key` begins as the keys of the thing do, so that what changes it reads the list anew. */
export function peopleList<Row>(service: ServiceName, path: string, key: QueryKey): PeopleList<Row> {
  const read = <Data>(query: Record<string, string | number | undefined>, parseAs?: "blob") =>
    send<Data>(service, "GET", path, { query, ...(parseAs ? { parseAs } : {}) }).then(({ data }) => data);
  return {
    usePeople: (filters) => {
      const query = useInfiniteQuery({
        queryKey: [...key, "people", path, filters],
        queryFn: ({ pageParam }) => read<SummarisedPage<Row>>({ ...filters, cursor: pageParam }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (page) => page.next_cursor ?? undefined,
        placeholderData: keepPreviousData,
      });
      const rows = query.data?.pages.flatMap((page) => page.items);
      const more = {
        hasMore: query.hasNextPage,
        loading: query.isFetchingNextPage,
        load: () => void query.fetchNextPage(),
      };
      return {
        list: { ...query, data: rows, more } as unknown as Pages<Row>,
        summary: query.data?.pages[0]?.summary ?? NONE,
      };
    },
    readFile: (format, filters) => read<Blob>({ ...filters, format }, "blob"),
  };
}
