/** My transcript: every completion, newest first, with the totals of what still counts. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { resource } from "@/shared/api/resource";

type Transcript = components["schemas"]["TranscriptOut"];
export type TranscriptEntry = components["schemas"]["TranscriptEntry"];
export type Totals = components["schemas"]["Totals"];

/** The whole of it as a file; its pages are read with their totals below. */
export const { readFile: readTranscript } = resource("training", "/v1/me/transcript", { file: true });

/** The totals come with the first page only, so the pages stay together here. */
export function useTranscript() {
  const query = useInfiniteQuery({
    queryKey: ["training", "transcript"],
    queryFn: ({ pageParam }) =>
      body(training.GET("/v1/me/transcript", { params: { query: { cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Transcript) => page.next_cursor ?? undefined,
    select: ({ pages }) => ({ entries: pages.flatMap((page) => page.items), totals: pages[0]?.totals ?? null }),
  });
  return {
    ...query,
    more: { hasMore: query.hasNextPage, loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() },
  };
}
