/** Keyset lists: one page at a time, "show more" until the server has no next cursor. */
import { useInfiniteQuery, type QueryKey } from "@tanstack/react-query";

export interface KeysetPage<T> {
  items: T[];
  next_cursor?: string | null;
}

/** The cursor of the first page is undefined: leave the parameter out then. */
export function usePages<T>(queryKey: QueryKey, read: (cursor: string | undefined) => Promise<KeysetPage<T>>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
  return {
    ...query,
    /** Give this to <LoadMore>. */
    more: { hasMore: query.hasNextPage, loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() },
  };
}

export type MorePages = ReturnType<typeof usePages>["more"];

/** The pages of a list as a component takes them. */
export type Pages<T> = ReturnType<typeof usePages<T>>;
