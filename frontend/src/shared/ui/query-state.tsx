/** Every read passes here and shows one of four faces: loading, empty, error, data. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { VisuallyHidden } from "@mantine/core";
import { ProblemPanel } from "./problem-panel";
import { ListSkeleton } from "./skeletons";

interface QueryStateProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isPending" | "refetch">;
  /** A skeleton in the shape of what is coming; a few rows when left out. */
  skeleton?: ReactNode;
  /** Shown instead of the data when `when` says there is nothing: usually an <EmptyState>. */
  empty?: { when: (data: T) => boolean; show: ReactNode };
  children: (data: T) => ReactNode;
}

export function QueryState<T>({ query, skeleton, empty, children }: QueryStateProps<T>) {
  const { t } = useTranslation("shared");
  if (query.data !== undefined) {
    // Data in hand stays on screen even when refreshing it failed.
    return empty?.when(query.data) ? empty.show : children(query.data);
  }
  if (query.isPending) {
    return (
      <div role="status" aria-busy="true">
        <VisuallyHidden>{t("loading")}</VisuallyHidden>
        <div aria-hidden>{skeleton ?? <ListSkeleton />}</div>
      </div>
    );
  }
  return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />;
}
