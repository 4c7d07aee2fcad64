/** What I have learned: every completion with what it brought, and the sum of what counts. */
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { Facts } from "@/shared/ui/facts";
import { Link } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Localized } from "@/shared/ui/localized";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { readTranscript, useTranscript, type Totals, type TranscriptEntry } from "./api";
import { byYear, standingOf } from "./standing";
import classes from "./transcript.module.css";

export default function TranscriptPage() {
  const { t } = useTranslation("completions");
  const query = useTranscript();
  const columns = useColumns();
  const some = (query.data?.entries.length ?? 0) > 0;
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      actions={
        some && (
          <Group gap="sm" className={classes.noPrint}>
            <ExportButton title={t("title")} read={(format) => readTranscript(format, {})} />
            <Button variant="light" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => window.print()}>
              {t("print")}
            </Button>
          </Group>
        )
      }
    >
      <QueryState
        query={query}
        skeleton={<ListSkeleton />}
        empty={{
          when: ({ entries }) => entries.length === 0,
          show: (
            <EmptyState
              title={t("empty.title")}
              text={t("empty.text")}
              first={{ to: "/learn", label: t("empty.action") }}
            />
          ),
        }}
      >
        {({ entries, totals }) => (
          <Stack gap="xl">
            {totals && <Sum totals={totals} />}
            {byYear(entries).map(([year, lines]) => (
              <section key={year} aria-labelledby={`year-${year}`}>
                <Title order={2} mb="sm" id={`year-${year}`}>
                  {year}
                </Title>
                <DataTable
                  caption={t("caption", { year })}
                  columns={columns}
                  rows={lines}
                  rowKey={(entry) => entry.id}
                />
              </section>
            ))}
            <LoadMore more={query.more} shown={entries.length} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function Sum({ totals }: { totals: Totals }) {
  const { t } = useTranslation("completions");
  const format = useFormat();
  const facts: [string, string][] = [
    [t("total.modules", { count: totals.modules }), format.number(totals.modules)],
    [t("total.credits", { count: totals.credits }), format.number(totals.credits)],
    ...(totals.offline_credits > 0
      ? ([[t("total.offline"), format.number(totals.offline_credits)]] satisfies [string, string][])
      : []),
    [t("total.minutes"), format.minutes(totals.minutes)],
  ];
  return <Facts of={facts} className={classes.totals} />;
}

function ModuleCell({ entry }: { entry: TranscriptEntry }) {
  const { t } = useTranslation("completions");
  const standing = standingOf(entry);
  return (
    <>
      <Link
        to={`/learn/modules/${entry.module_id}`}
        fw={600}
        className={standing === "reversed" ? classes.gone : undefined}
      >
        {entry.module_code} <Localized text={entry.module_title} />
      </Link>
      {standing !== "counts" && (
        <div>
          <StateBadge state={standing} tone="trouble" label={t(`standing.${standing}`)} />
        </div>
      )}
      {standing === "counts" && entry.out_of_order && (
        <Text size="sm" c="dimmed">
          {t("out-of-order")}
        </Text>
      )}
      {entry.reason && (
        <Text size="sm" c="dimmed">
          {entry.reason}
        </Text>
      )}
    </>
  );
}

function useColumns(): Column<TranscriptEntry>[] {
  const { t } = useTranslation("completions");
  const format = useFormat();
  const counted = (entry: TranscriptEntry, value: string) => (standingOf(entry) === "counts" ? value : "–");
  return [
    { key: "module", header: t("column.module"), name: true, cell: (entry) => <ModuleCell entry={entry} /> },
    { key: "when", header: t("column.when"), tight: true, cell: (entry) => format.date(entry.completed_at) },
    { key: "source", header: t("column.source"), cell: (entry) => t(`source.${entry.source}`) },
    {
      key: "score",
      header: t("column.score"),
      end: true,
      cell: (entry) => (entry.score === null ? "–" : format.number(entry.score)),
    },
    {
      key: "minutes",
      header: t("column.minutes"),
      end: true,
      cell: (entry) => counted(entry, format.minutes(entry.minutes)),
    },
    {
      key: "credits",
      header: t("column.credits"),
      end: true,
      cell: (entry) =>
        counted(
          entry,
          entry.offline ? t("onSite", { credits: format.number(entry.credits) }) : format.number(entry.credits),
        ),
    },
  ];
}
