/** One part of a person's page: a heading and a list. What the reader may not see is not there at all. */
import { Card, Text, Title } from "@mantine/core";
import { useId } from "react";
import type { Pages } from "@/shared/api/use-pages";
import type { Column } from "@/shared/ui/data-table";
import { ResourceList } from "@/shared/ui/resource-list";
import { isHidden } from "./api";

interface SectionProps<Row> {
  title: string;
  list: Pages<Row>;
  columns: readonly Column<Row>[];
  none: string;
  rowKey?: (row: Row) => string;
  /** Without rows it is not there: the reader is told of some of them, and not that there are no others. */
  onlyWithRows?: boolean;
}

export interface WholeProps {
  id: string;
  /** The reader is told of all that there is. */
  whole: boolean;
}

export function Section<Row>({ title, list, columns, none, rowKey, onlyWithRows }: SectionProps<Row>) {
  const id = useId();
  if (list.data === undefined && isHidden(list.error)) return null;
  if (onlyWithRows && !list.data?.length) return null;
  return (
    <Card component="section" aria-labelledby={id}>
      <Title order={2} size="h3" mb="sm" id={id}>
        {title}
      </Title>
      <ResourceList
        list={list}
        caption={title}
        columns={columns}
        empty={<Text c="dimmed">{none}</Text>}
        {...(rowKey ? { rowKey } : {})}
      />
    </Card>
  );
}
