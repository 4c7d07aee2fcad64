/** What points can become, and what I asked for. */
import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Page } from "@/shared/ui/page";
import { ResourceList } from "@/shared/ui/resource-list";
import { Ring } from "@/shared/ui/ring";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import { balanceQuery, myRedemptions, redemptions, rewards, type Reward } from "./api";

export default function RewardsPage() {
  const { t } = useTranslation("rewards");
  const format = useFormat();
  const balance = useQuery(balanceQuery);
  // Who manages them would see drafts and what is retired too.
  const list = rewards.useList({ state: "offered" });
  const lede =
    balance.data === undefined ? t("lede") : t("balance", { count: balance.data, shown: format.number(balance.data) });
  return (
    <Page
      title={t("title")}
      lede={lede}
      actions={
        <LinkButton to="/share/points" variant="light">
          {t("myPoints")}
        </LinkButton>
      }
    >
      <Stack gap="xl">
        <div>
          <ResourceList
            list={list}
            caption={t("title")}
            skeleton={<CardsSkeleton />}
            empty={<EmptyState title={t("empty.title")} text={t("empty.text")} />}
            rows={(found) => (
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
                {found.map((reward) => (
                  <RewardCard key={reward.id} reward={reward} balance={balance.data ?? 0} />
                ))}
              </SimpleGrid>
            )}
          />
        </div>
        <Mine />
      </Stack>
    </Page>
  );
}

function RewardCard({ reward, balance }: { reward: Reward; balance: number }) {
  const { t } = useTranslation("rewards");
  const format = useFormat();
  const localized = useLocalized();
  const notify = useNotify();
  const redeem = redemptions.useCreate();
  const soldOut = reward.left !== null && reward.left <= 0;
  const short = reward.cost - balance;
  return (
    <Card component="article" aria-label={localized(reward.title)} h="100%">
      <Stack h="100%" justify="space-between">
        <Group wrap="nowrap" align="flex-start">
          <Ring
            share={reward.cost === 0 ? 1 : balance / reward.cost}
            label={t("saved", {
              have: format.number(Math.min(balance, reward.cost)),
              cost: format.number(reward.cost),
            })}
            size={72}
            stroke={7}
          >
            <Text size="sm" fw={700}>
              {format.number(reward.cost)}
            </Text>
          </Ring>
          <Stack gap={4}>
            <Text component="h2" fz="lg" fw={650}>
              <Localized text={reward.title} />
            </Text>
            {reward.description && (
              <Text size="sm">
                <Localized text={reward.description} />
              </Text>
            )}
            <Text size="sm" c="dimmed">
              {soldOut ? t("soldOut") : reward.left === null ? t("plenty") : t("left", { count: reward.left })}
            </Text>
            {reward.tax_note && (
              <Text size="xs" c="dimmed">
                <Localized text={reward.tax_note} />
              </Text>
            )}
          </Stack>
        </Group>
        <ConfirmButton
          disabled={soldOut || short > 0}
          title={t("ask")}
          text={t("askText", { title: localized(reward.title), count: reward.cost, shown: format.number(reward.cost) })}
          confirm={t("ask")}
          onConfirm={() => notify.outcome(redeem.mutateAsync({ reward_id: reward.id }), t("asked"))}
        >
          {!soldOut && short > 0 ? t("short", { count: short, shown: format.number(short) }) : t("ask")}
        </ConfirmButton>
      </Stack>
    </Card>
  );
}

function Mine() {
  const { t } = useTranslation("rewards");
  const format = useFormat();
  const list = myRedemptions.useList();
  if (!list.data || list.data.length === 0) return null;
  return (
    <section aria-labelledby="mine">
      <Title order={2} id="mine" mb="sm">
        {t("mine")}
      </Title>
      <ResourceList
        list={list}
        caption={t("mine")}
        columns={[
          {
            key: "title",
            header: t("column.reward"),
            name: true,
            cell: (row) => <Localized text={row.reward_title} />,
          },
          { key: "when", header: t("column.asked"), tight: true, cell: (row) => format.date(row.requested_at) },
          { key: "state", header: t("column.state"), cell: (row) => <StateBadge state={row.state} /> },
          { key: "note", header: t("column.note"), cell: (row) => row.note ?? "–" },
        ]}
      />
    </section>
  );
}
