/** My points: the balance, and every entry it is made of. */
import { Card, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { body, send } from "@/shared/api/calls";
import { advocacy } from "@/shared/api/clients";
import { useFormat } from "@/shared/format/use-format";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { LinkButton } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { ForWhat } from "./for-what";

const readFile = (format: "csv" | "xlsx") =>
  send<Blob>("advocacy", "GET", "/v1/me/points", { query: { format }, parseAs: "blob" }).then(({ data }) => data);

export default function PointsPage() {
  const { t } = useTranslation("points");
  const format = useFormat();
  const query = useInfiniteQuery({
    queryKey: ["advocacy", "points", "mine"],
    queryFn: ({ pageParam }) => body(advocacy.GET("/v1/me/points", { params: { query: { cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const more = {
    hasMore: query.hasNextPage,
    loading: query.isFetchingNextPage,
    load: () => void query.fetchNextPage(),
  };
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      actions={
        <Group>
          <ExportButton title={t("title")} read={readFile} />
          <LinkButton to="/share/rewards">{t("spend")}</LinkButton>
        </Group>
      }
    >
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
                <EmptyState
                  small
                  title={t("empty.title")}
                  text={t("empty.text")}
                  first={{ to: "/learn", label: t("empty.action") }}
                />
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
                        cell: (entry) => <ForWhat entry={entry} />,
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
                    ]}
                  />
                  <LoadMore more={more} shown={entries.length} />
                </div>
              )}
            </Stack>
          );
        }}
      </QueryState>
    </Page>
  );
}
