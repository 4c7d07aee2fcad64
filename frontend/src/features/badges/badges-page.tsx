/** My badges, who may see them, and the ones still ahead. */
import { Card, SimpleGrid, Stack, Switch, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { EmptyState } from "@/shared/ui/empty-state";
import { Localized } from "@/shared/ui/localized";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { useNotify } from "@/shared/ui/use-notify";
import { badgesQuery, myBadgesQuery, useShowBadge, type Award, type Badge } from "./api";
import { Medal } from "./medal";

export default function BadgesPage() {
  const { t } = useTranslation("badges");
  const mine = useQuery(myBadgesQuery);
  const all = useQuery(badgesQuery);
  return (
    <Page title={t("title")} lede={t("lede")}>
      <Stack gap="xl">
        <QueryState
          query={mine}
          skeleton={<CardsSkeleton />}
          empty={{
            when: (found) => found.items.length === 0,
            show: <EmptyState small title={t("empty.title")} text={t("empty.text")} />,
          }}
        >
          {(found) => (
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
              {found.items.map((award) => (
                <AwardCard key={award.id} award={award} />
              ))}
            </SimpleGrid>
          )}
        </QueryState>
        {all.data && mine.data && <Ahead badges={all.data.items} held={mine.data.items} />}
      </Stack>
    </Page>
  );
}

function AwardCard({ award }: { award: Award }) {
  const { t } = useTranslation("badges");
  const format = useFormat();
  const localized = useLocalized();
  const notify = useNotify();
  const show = useShowBadge();

  function choose(shown: boolean, undone = false) {
    show.mutate(
      { id: award.id, shown },
      {
        onSuccess: () =>
          undone
            ? notify.done(t("undone"))
            : notify.done(t(shown ? "nowVisible" : "nowHidden"), () => choose(!shown, true)),
        onError: notify.problem,
      },
    );
  }

  return (
    <Card component="article" aria-label={localized(award.title)}>
      <Stack align="center" ta="center" gap="xs">
        <Medal axis={award.axis} />
        <Text component="h2" fw={650} fz="lg">
          <Localized text={award.title} />
        </Text>
        <Text size="sm" c="dimmed">
          <Localized text={award.description} />
        </Text>
        <Text size="xs" c="dimmed">
          {format.date(award.awarded_at)}
        </Text>
        <Switch
          mt="xs"
          label={t("visible")}
          checked={award.visibility === "public"}
          disabled={show.isPending}
          onChange={(event) => choose(event.currentTarget.checked)}
        />
      </Stack>
    </Card>
  );
}

function Ahead({ badges, held }: { badges: readonly Badge[]; held: readonly Award[] }) {
  const { t } = useTranslation("badges");
  const ahead = badges.filter((badge) => !held.some((award) => award.badge_code === badge.code));
  if (ahead.length === 0) return null;
  return (
    <section aria-labelledby="ahead">
      <Title order={2} id="ahead" mb="md">
        {t("ahead")}
      </Title>
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing={{ base: "sm", md: "md" }}>
        {ahead.map((badge) => (
          <Card key={badge.code} bg="var(--kring-sunken)" padding="md">
            <Stack align="center" ta="center" gap="xs">
              <Medal axis={badge.axis} open />
              <Text fw={650}>
                <Localized text={badge.title} />
              </Text>
              <Text size="sm" c="dimmed">
                <Localized text={badge.description} />
              </Text>
            </Stack>
          </Card>
        ))}
      </SimpleGrid>
    </section>
  );
}
