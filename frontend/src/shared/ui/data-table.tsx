/** A table on a wide screen, a stack of cards on a phone; the same rows, the same roles for screen readers. */
import { Checkbox, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their column. */
  end?: boolean;
  /** Short and kept on one line: a date, a state. */
  tight?: boolean;
  /** The row's name: its heading on a phone. One column at most. */
  name?: boolean;
  /** The service's name for the order by this column, where its list has it. */
  sort?: string;
}

/** The order of the list: the name of a column's order, with "-" in front for the other way round; "" is the service's own. */
export interface Sorting {
  sort: string;
  onSort: (sort: string) => void;
}

/** Rows that somebody chooses, to do one thing with all of them. */
export interface Choosing {
  chosen: ReadonlySet<string>;
  choose: (ids: readonly string[], chosen: boolean) => void;
  /** What the box of one row is called, and that of all that are shown. */
  labelOf: (id: string) => string;
  labelOfAll: string;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sorting?: Sorting;
  choosing?: Choosing;
}

export function DataTable<Row>({ caption, columns, rows, rowKey, sorting, choosing }: DataTableProps<Row>) {
  // The roles are repeated because `display: block` on a phone would take them away.
  return (
    <Table className={classes.table} role="table" aria-label={caption} verticalSpacing="sm" highlightOnHover>
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {choosing && (
            <Table.Th role="columnheader" scope="col" className={classes.box}>
              <ChooseAll choosing={choosing} ids={rows.map(rowKey)} />
            </Table.Th>
          )}
          {columns.map((column) => (
            <Table.Th
              key={column.key}
              role="columnheader"
              data-end={column.end || undefined}
              data-tight={column.tight || undefined}
              scope="col"
              aria-sort={column.sort && sorting ? directionOf(column.sort, sorting.sort) : undefined}
            >
              {column.sort && sorting ? (
                <SortButton header={column.header} sort={column.sort} sorting={sorting} />
              ) : (
                column.header
              )}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)} role="row">
            {choosing && (
              <Table.Td role="cell" className={classes.box}>
                <Checkbox
                  aria-label={choosing.labelOf(rowKey(row))}
                  checked={choosing.chosen.has(rowKey(row))}
                  onChange={(event) => choosing.choose([rowKey(row)], event.currentTarget.checked)}
                />
              </Table.Td>
            )}
            {columns.map((column) => (
              <Table.Td
                key={column.key}
                role="cell"
                data-label={column.header}
                data-name={column.name || undefined}
                data-end={column.end || undefined}
                data-tight={column.tight || undefined}
              >
                <div className={classes.value}>{column.cell(row)}</div>
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Says how many it chooses: those that are shown, never the ones of further pages. */
function ChooseAll({ choosing, ids }: { choosing: Choosing; ids: readonly string[] }) {
  const several = ids.filter((id) => choosing.chosen.has(id)).length;
  return (
    <Checkbox
      aria-label={choosing.labelOfAll}
      checked={ids.length > 0 && several === ids.length}
      indeterminate={several > 0 && several < ids.length}
      onChange={(event) => choosing.choose(ids, event.currentTarget.checked)}
    />
  );
}

function directionOf(column: string, sort: string): "ascending" | "descending" | "none" {
  if (sort === column) return "ascending";
  return sort === `-${column}` ? "descending" : "none";
}

/** Ascending, then descending, then the service's own order again. */
export function nextSort(column: string, sort: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? "" : column;
}

function SortButton({ header, sort, sorting }: { header: string; sort: string; sorting: Sorting }) {
  const direction = directionOf(sort, sorting.sort);
  return (
    <UnstyledButton className={classes.sort} onClick={() => sorting.onSort(nextSort(sort, sorting.sort))}>
      {header}
      {direction === "ascending" && <IconArrowUp size={14} aria-hidden />}
      {direction === "descending" && <IconArrowDown size={14} aria-hidden />}
    </UnstyledButton>
  );
}
