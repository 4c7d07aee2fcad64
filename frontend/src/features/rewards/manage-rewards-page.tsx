/** Who asked for what, and the rewards themselves. */
import { Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { Localized } from "@/shared/ui/localized";
import { MoveButtons, type MoveWords } from "@/shared/ui/move-buttons";
import { Page } from "@/shared/ui/page";
import { ResourceList } from "@/shared/ui/resource-list";
import { StateBadge } from "@/shared/ui/state-badge";
import { PersonLink } from "@/shared/ui/person-link";
import { REDEMPTION_STATES, redemptions, rewards, type Redemption, type Reward } from "./api";
import { ChangeRewardButton, NewRewardButton } from "./reward-buttons";

const NONE = { state: "requested" };

export default function ManageRewardsPage() {
  const { t } = useTranslation(["rewards", "shared"]);
  const [filters, set] = useFilters(NONE);
  return (
    <Page
      title={t("manage.title")}
      lede={t("manage.lede")}
      actions={
        <Group>
          <ExportButton title={t("manage.queue")} read={(format) => redemptions.readFile(format, filters)} />
          <NewRewardButton />
        </Group>
      }
    >
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
              data={REDEMPTION_STATES.map((value) => ({ value, label: t(`shared:state.${value}`) }))}
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
  const list = redemptions.useList({ state });
  const words = useDecisions();
  return (
    <ResourceList
      list={list}
      caption={t("manage.queue")}
      bulk={{
        of: redemptions,
        words,
        nameOf: (row) => `${row.name ?? "–"}, ${localized(row.reward_title)}`,
      }}
      empty={<EmptyState small title={t("manage.none")} text={t("manage.noneText")} />}
      columns={[
        {
          key: "who",
          header: t("column.who"),
          name: true,
          cell: (row) => <PersonLink id={row.person_id}>{row.name ?? "–"}</PersonLink>,
        },
        { key: "title", header: t("column.reward"), cell: (row) => <Localized text={row.reward_title} /> },
        { key: "cost", header: t("column.cost"), end: true, cell: (row) => format.number(row.cost) },
        { key: "when", header: t("column.asked"), tight: true, cell: (row) => format.relativeDay(row.requested_at) },
        { key: "state", header: t("column.state"), cell: (row) => <StateBadge state={row.state} /> },
        { key: "decide", header: t("column.decide"), cell: (row) => <Decide redemption={row} /> },
      ]}
    />
  );
}

function Decide({ redemption }: { redemption: Redemption }) {
  const words = useDecisions();
  return (
    <MoveButtons of={redemptions} thing={redemption} size="compact-sm" none={<Text c="dimmed">–</Text>} words={words} />
  );
}

/** How the decisions read, of one request or of many. */
function useDecisions() {
  const { t } = useTranslation("rewards");
  const words = (move: "approve" | "fulfil" | "refuse"): MoveWords => ({
    label: t(`move.${move}`),
    done: t(`moved.${move}`),
    ask: t(`moveText.${move}`),
  });
  return {
    approve: words("approve"),
    fulfil: words("fulfil"),
    refuse: { ...words("refuse"), reason: t("reason"), reasonField: "note", variant: "default", danger: true },
  } satisfies Record<string, MoveWords>;
}

function Stock() {
  const { t } = useTranslation("rewards");
  const format = useFormat();
  const localized = useLocalized();
  const list = rewards.useList();
  const words = useOfferWords();
  return (
    <section aria-labelledby="stock">
      <Title order={2} id="stock" mb="sm">
        {t("manage.stock")}
      </Title>
      <ResourceList
        list={list}
        caption={t("manage.stock")}
        bulk={{ of: rewards, words, nameOf: (row) => localized(row.title) }}
        empty={<EmptyState small title={t("manage.noRewards")} text={t("manage.noRewardsText")} />}
        columns={[
          { key: "title", header: t("column.reward"), name: true, cell: (row) => <Localized text={row.title} /> },
          { key: "cost", header: t("column.cost"), end: true, cell: (row) => format.number(row.cost) },
          {
            key: "left",
            header: t("column.left"),
            end: true,
            cell: (row) => (row.left === null ? "∞" : format.number(row.left)),
          },
          {
            key: "budget",
            header: t("column.budget"),
            end: true,
            cell: (row) =>
              row.budget === null ? "∞" : `${format.number(row.committed)} / ${format.number(row.budget)}`,
          },
          { key: "state", header: t("column.state"), cell: (row) => <StateBadge state={row.state} /> },
          { key: "act", header: t("column.act"), cell: (row) => <Acts reward={row} /> },
        ]}
      />
    </section>
  );
}

function Acts({ reward }: { reward: Reward }) {
  const words = useOfferWords();
  return (
    <Group gap="xs">
      <ChangeRewardButton id={reward.id} />
      <MoveButtons of={rewards} thing={reward} size="compact-sm" none={null} words={words} />
    </Group>
  );
}

/** How offering and retiring read, of one reward or of many. */
function useOfferWords() {
  const { t } = useTranslation("rewards");
  return {
    offer: { label: t("move.offer"), done: t("moved.offer"), ask: t("moveText.offer"), variant: "light" },
    retire: { label: t("move.retire"), done: t("moved.retire"), ask: t("moveText.retire"), variant: "default" },
  } satisfies Record<string, MoveWords>;
}
