/** A balance, and every entry that it is made of. */
import { Card, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { LoadMore } from "@/shared/ui/load-more";
import { QueryState } from "@/shared/ui/query-state";
import type { Entry, Ledger as Read } from "./api";
import { ForWhat } from "./for-what";

interface LedgerProps {
  of: Read;
  /** Without any entry. */
  empty: ReactNode;
  /** Somebody else's: what can be done with an entry, in a column of its own. */
  act?: Column<Entry>;
}

export function Ledger({ of: query, empty, act }: LedgerProps) {
  const { t } = useTranslation("points");
  const format = useFormat();
  const more = {
    hasMore: query.hasNextPage,
    loading: query.isFetchingNextPage,
    load: () => void query.fetchNextPage(),
  };
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.entries);
        return (
          <Stack gap="xl">
            <Card bg="var(--kring-wash)" withBorder={false} padding="xl">
              <Group align="baseline" gap="sm">
                <Text fz="3rem" fw={700} lh={1} style={{ fontVariantNumeric: "tabular-nums" }}>
                  {format.number(pages[0]?.balance ?? 0)}
                </Text>
                <Text>{t("points", { count: pages[0]?.balance ?? 0 })}</Text>
              </Group>
            </Card>
            {entries.length === 0 ? (
              empty
            ) : (
              <div>
                <DataTable
                  caption={t("entries")}
                  rows={entries}
                  rowKey={(entry) => entry.id}
                  columns={[
                    {
                      key: "reason",
                      header: t("for"),
                      name: true,
                      cell: (entry) => <ForWhat entry={entry} theirs={act !== undefined} />,
                    },
                    {
                      key: "when",
                      header: t("when"),
                      tight: true,
                      cell: (entry) => format.dateTime(entry.created_at),
                    },
                    {
                      key: "amount",
                      header: t("amount"),
                      end: true,
                      cell: (entry) => (
                        <Text component="span" fw={650} c={entry.amount < 0 ? "dimmed" : "var(--kring-strong)"}>
                          {entry.amount > 0 ? "+" : "−"}
                          {format.number(Math.abs(entry.amount))}
                        </Text>
                      ),
                    },
                    ...(act ? [act] : []),
                  ]}
                />
                <LoadMore more={more} shown={entries.length} />
              </div>
            )}
          </Stack>
        );
      }}
    </QueryState>
  );
}
