/** A table on a wide screen, a stack of cards on a phone; the same rows, the same roles for screen readers. */
import { Table } from "@mantine/core";
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
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

export function DataTable<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  // The roles are repeated because `display: block` on a phone would take them away.
  return (
    <Table className={classes.table} role="table" aria-label={caption} verticalSpacing="sm" highlightOnHover>
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {columns.map((column) => (
            <Table.Th key={column.key} role="columnheader" data-end={column.end || undefined} data-tight={column.tight || undefined} scope="col">
              {column.header}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)} role="row">
            {columns.map((column) => (
              <Table.Td
                key={column.key}
                role="cell"
                data-label={column.header}
                data-name={column.name || undefined}
                data-end={column.end || undefined}
                data-tight={column.tight || undefined}
              >
                {column.cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
