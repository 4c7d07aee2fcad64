/** The rows of a list, in a table or as cards: loading, empty, error, data, and further pages on request. */
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Pages } from "@/shared/api/use-pages";
import type { Bulk, BulkBarProps } from "./bulk-bar";
import { DataTable, type Choosing, type Column, type Sorting } from "./data-table";
import { LoadMore } from "./load-more";
import { QueryState } from "./query-state";

// Loaded with the first row that is chosen. `lazy` knows no generic components.
const BulkBar = lazy(() => import("./bulk-bar").then((loaded) => ({ default: loaded.BulkBar }))) as unknown as <Row>(
  props: BulkBarProps<Row>,
) => ReactNode;

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
  /** Rows can be chosen, and moved together. */
  bulk?: Bulk<Row>;
}

interface ResourceListProps<Row> extends RowsShown<Row> {
  list: Pages<Row>;
  /** Shown when there is nothing: an <EmptyState>; an empty table when left out. */
  empty?: ReactNode;
  sorting?: Sorting;
}

export function ResourceList<Row>({ list, empty, only, skeleton, sorting, ...shown }: ResourceListProps<Row>) {
  const { caption, columns = [], rows, rowKey = (row) => String((row as { id?: unknown }).id), bulk } = shown;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choosing = useChoosing(chosen, setChosen, bulk);
  const mine = (found: readonly Row[]) => (only ? found.filter(only) : found);
  // A page without a row that belongs here is no empty list while there are more pages.
  const nothing = (found: readonly Row[]) => empty !== undefined && !list.hasNextPage && mine(found).length === 0;
  return (
    <QueryState query={list} skeleton={skeleton} empty={{ when: nothing, show: empty }}>
      {(found) => (
        <>
          {bulk && chosen.size > 0 && (
            <Suspense>
              <BulkBar
                bulk={bulk}
                rows={mine(found).filter((row) => chosen.has(rowKey(row)))}
                rowKey={rowKey}
                onChosen={setChosen}
              />
            </Suspense>
          )}
          {rows ? (
            rows(mine(found))
          ) : (
            <DataTable
              caption={caption}
              columns={columns}
              rows={mine(found)}
              rowKey={rowKey}
              {...(sorting ? { sorting } : {})}
              {...(bulk ? { choosing: choosing(mine(found), rowKey) } : {})}
            />
          )}
          <LoadMore more={list.more} shown={mine(found).length} />
        </>
      )}
    </QueryState>
  );
}

function useChoosing<Row>(
  chosen: ReadonlySet<string>,
  setChosen: (chosen: ReadonlySet<string>) => void,
  bulk: Bulk<Row> | undefined,
): (rows: readonly Row[], rowKey: (row: Row) => string) => Choosing {
  const { t } = useTranslation("shared");
  return (rows, rowKey) => ({
    chosen,
    choose: (ids, wanted) =>
      setChosen(new Set(wanted ? [...chosen, ...ids] : [...chosen].filter((id) => !ids.includes(id)))),
    labelOf: (id) => {
      const row = rows.find((each) => rowKey(each) === id);
      return row && bulk ? t("bulk.row", { name: bulk.nameOf(row) }) : t("bulk.rowPlain");
    },
    labelOfAll: t("bulk.all", { count: rows.length }),
  });
}
