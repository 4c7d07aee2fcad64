/** The rows of a list, in a table or as cards: loading, empty, error, data, and further pages on request. */
import type { ReactNode } from "react";
import type { Pages } from "@/shared/api/use-pages";
import { DataTable, type Column, type Sorting } from "./data-table";
import { LoadMore } from "./load-more";
import { QueryState } from "./query-state";

export interface RowsShown<Row> {
  /** What the rows are, for screen readers. */
  caption: string;
  columns?: readonly Column<Row>[];
  /** Instead of columns: cards, in whatever arrangement. */
  rows?: (rows: readonly Row[]) => ReactNode;
  /** The row's id when left out. */
  rowKey?: (row: Row) => string;
  /** Leaves rows of the answer out that the service cannot leave out itself. */
  only?: (row: Row) => boolean;
  skeleton?: ReactNode;
}

interface ResourceListProps<Row> extends RowsShown<Row> {
  list: Pages<Row>;
  /** Shown when there is nothing: an <EmptyState>; an empty table when left out. */
  empty?: ReactNode;
  sorting?: Sorting;
}

export function ResourceList<Row>({ list, empty, only, skeleton, sorting, ...shown }: ResourceListProps<Row>) {
  const { caption, columns = [], rows, rowKey = (row) => String((row as { id?: unknown }).id) } = shown;
  const mine = (found: readonly Row[]) => (only ? found.filter(only) : found);
  // A page without a row that belongs here is no empty list while there are more pages.
  const nothing = (found: readonly Row[]) => empty !== undefined && !list.hasNextPage && mine(found).length === 0;
  return (
    <QueryState query={list} skeleton={skeleton} empty={{ when: nothing, show: empty }}>
      {(found) => (
        <>
          {rows ? (
            rows(mine(found))
          ) : (
            <DataTable
              caption={caption}
              columns={columns}
              rows={mine(found)}
              rowKey={rowKey}
              {...(sorting ? { sorting } : {})}
            />
          )}
          <LoadMore more={list.more} shown={mine(found).length} />
        </>
      )}
    </QueryState>
  );
}
