/** One insight: what it shows, as a drawing or in numbers, how fresh it is, and its file. */
import { Card, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { ExportButton } from "@/shared/ui/export-button";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { insightQuery, readInsightFile, type Asked, type FiguresOf, type InsightName } from "./api";
import { useGroupName } from "./use-group-name";

interface FigureProps<Name extends InsightName> {
  name: Name;
  title: string;
  asked: Asked;
  /** The figures of a group that the numbers show, in their order. */
  columns: readonly (keyof FiguresOf<Name> & string)[];
  numbers: boolean;
  draw: (items: FiguresOf<Name>[]) => ReactNode;
}

export function Figure<Name extends InsightName>({ name, title, asked, columns, numbers, draw }: FigureProps<Name>) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const id = useId();
  const query = useQuery(insightQuery(name, asked));
  return (
    <Card component="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="md">
        <div>
          <Title order={2} size="h3" id={id}>
            {title}
          </Title>
          {query.data && (
            <Text size="sm" c="dimmed">
              {t("asOf", { when: format.dateTime(query.data.as_of) })}
              {query.data.suppressed > 0 && ` · ${t("suppressed", { count: query.data.suppressed })}`}
            </Text>
          )}
        </div>
        <ExportButton title={title} read={(kind) => readInsightFile(name, asked, kind)} />
      </Group>
      <QueryState
        query={query}
        skeleton={<TextSkeleton lines={5} />}
        empty={{ when: ({ items }) => items.length === 0, show: <Text c="dimmed">{t("tooFew")}</Text> }}
      >
        {({ items, by }) => {
          const groups = items as FiguresOf<Name>[];
          if (numbers) return <Numbers caption={title} by={by} items={groups} columns={columns} />;
          return <Suspense fallback={<TextSkeleton lines={5} />}>{draw(groups)}</Suspense>;
        }}
      </QueryState>
    </Card>
  );
}

interface NumbersProps<Item> {
  caption: string;
  by: string;
  items: readonly Item[];
  columns: readonly (keyof Item & string)[];
}

function Numbers<Item extends { key: string; title?: string | null; people: number }>(props: NumbersProps<Item>) {
  const { caption, by, items, columns } = props;
  const { t } = useTranslation("insights");
  const format = useFormat();
  const nameOf = useGroupName();
  const shown: Column<Item>[] = [
    { key: "key", header: t(`by.${by}`), name: true, cell: (item) => nameOf(item.key) },
    ...(["people", ...columns] as (keyof Item & string)[]).map((column) => ({
      key: column,
      header: t(`figure.${column}`),
      end: true,
      cell: (item: Item) => format.number(Number(item[column])),
    })),
  ];
  return <DataTable caption={caption} columns={shown} rows={items} rowKey={(item) => item.key} />;
}
