/** Who asked for what, and the rewards themselves. */
import { Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { useTell } from "@/shared/ui/use-tell";
import { useDecide, useRedemptions, useRewards, type Redemption } from "./api";
import { NewRewardButton } from "./new-reward-button";

const NONE = { state: "requested" };
const STATES = ["requested", "approved", "fulfilled", "refused"] as const;

export default function ManageRewardsPage() {
  const { t } = useTranslation(["rewards", "shared"]);
  const [filters, set] = useFilters(NONE);
  return (
    <Page title={t("manage.title")} lede={t("manage.lede")} actions={<NewRewardButton />}>
      <Stack gap="xl">
        <section aria-labelledby="queue">
          <Group justify="space-between" mb="sm">
            <Title order={2} id="queue">
              {t("manage.queue")}
            </Title>
            <SegmentedControl
              aria-label={t("column.state")}
              value={filters.state}
              onChange={(state) => set({ state })}
              data={STATES.map((value) => ({ value, label: t(`shared:state.${value}`) }))}
            />
          </Group>
          <Queue state={filters.state} />
        </section>
        <Stock />
      </Stack>
    </Page>
  );
}

function Queue({ state }: { state: string }) {
  const { t } = useTranslation("rewards");
  const format = useFormat();
  const localized = useLocalized();
  const list = useRedemptions(state);
  return (
    <QueryState
      query={list}
      empty={{ when: (found) => found.length === 0, show: <EmptyState small title={t("manage.none")} text={t("manage.noneText")} /> }}
    >
      {(found) => (
        <>
          <DataTable
            caption={t("manage.queue")}
            rows={found}
            rowKey={(row) => row.id}
            columns={[
              { key: "who", header: t("column.who"), name: true, cell: (row) => row.name ?? "–" },
              { key: "title", header: t("column.reward"), cell: (row) => localized(row.reward_title) },
              { key: "cost", header: t("column.cost"), end: true, cell: (row) => format.number(row.cost) },
              { key: "when", header: t("column.asked"), tight: true, cell: (row) => format.relativeDay(row.requested_at) },
              { key: "state", header: t("column.state"), cell: (row) => <StateBadge state={row.state} /> },
              { key: "decide", header: t("column.decide"), cell: (row) => <Decide redemption={row} /> },
            ]}
          />
          <LoadMore more={list.more} shown={found.length} />
        </>
      )}
    </QueryState>
  );
}

function Decide({ redemption }: { redemption: Redemption }) {
  const { t } = useTranslation("rewards");
  const tell = useTell();
  const decide = useDecide();

  async function go(move: "approve" | "fulfil" | "refuse", note?: string) {
    try {
      await decide.mutateAsync({ redemption, move, ...(note ? { note } : {}) });
      tell.done(t(`moved.${move}`));
    } catch (error) {
      tell.problem(error);
      throw error;
    }
  }

  const mayRefuse = redemption.state === "requested" || redemption.state === "approved";
  if (!mayRefuse) return <Text c="dimmed">–</Text>;
  const forward = redemption.state === "requested" ? "approve" : "fulfil";
  return (
    <Group gap="xs">
      <ConfirmButton
        size="compact-sm"
        title={t(`move.${forward}`)}
        text={t(`moveText.${forward}`)}
        confirm={t(`move.${forward}`)}
        onConfirm={() => go(forward)}
      >
        {t(`move.${forward}`)}
      </ConfirmButton>
      <ConfirmButton
        size="compact-sm"
        variant="default"
        danger
        title={t("move.refuse")}
        text={t("moveText.refuse")}
        confirm={t("move.refuse")}
        reasonLabel={t("reason")}
        onConfirm={(reason) => go("refuse", reason)}
      >
        {t("move.refuse")}
      </ConfirmButton>
    </Group>
  );
}

function Stock() {
  const { t } = useTranslation("rewards");
  const format = useFormat();
  const localized = useLocalized();
  const list = useRewards();
  return (
    <section aria-labelledby="stock">
      <Title order={2} id="stock" mb="sm">
        {t("manage.stock")}
      </Title>
      <QueryState
        query={list}
        empty={{ when: (found) => found.length === 0, show: <EmptyState small title={t("manage.noRewards")} text={t("manage.noRewardsText")} /> }}
      >
        {(found) => (
          <>
            <DataTable
              caption={t("manage.stock")}
              rows={found}
              rowKey={(row) => row.id}
              columns={[
                { key: "title", header: t("column.reward"), name: true, cell: (row) => localized(row.title) },
                { key: "cost", header: t("column.cost"), end: true, cell: (row) => format.number(row.cost) },
                { key: "left", header: t("column.left"), end: true, cell: (row) => (row.left === null ? "∞" : format.number(row.left)) },
                {
                  key: "budget",
                  header: t("column.budget"),
                  end: true,
                  cell: (row) =>
                    row.budget === null ? "∞" : `${format.number(row.committed)} / ${format.number(row.budget)}`,
                },
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </section>
  );
}
