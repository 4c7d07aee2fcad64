/** My links: what I shared, where, and how far it went. */
import { Anchor, Card, CopyButton, Group, SimpleGrid, Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { LinkButton } from "@/shared/ui/link";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { myShares, type Share } from "./api";
import { Reach } from "./reach";

export default function LinksPage() {
  const { t } = useTranslation("shares");
  return (
    <ResourceListPage
      of={myShares}
      title={t("title")}
      lede={t("lede")}
      actions={<LinkButton to="/share">{t("shareMore")}</LinkButton>}
      skeleton={<CardsSkeleton />}
      empty={{
        title: t("empty.title"),
        text: t("empty.text"),
        action: (
          <LinkButton to="/share" mt="md">
            {t("empty.action")}
          </LinkButton>
        ),
      }}
      rows={(found) => (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {found.map((share) => (
            <ShareCard key={share.id} share={share} most={Math.max(...found.map((other) => other.clicks))} />
          ))}
        </SimpleGrid>
      )}
    />
  );
}

function ShareCard({ share, most }: { share: Share; most: number }) {
  const { t } = useTranslation("shares");
  const format = useFormat();
  const localized = useLocalized();
  return (
    <Card component="article" aria-label={localized(share.title)}>
      <Group wrap="nowrap" gap="lg" align="flex-start">
        <Reach clicks={share.clicks} most={most} />
        <Stack gap={4} flex={1} miw={0}>
          <Text fw={650} component="h2" fz="md">
            {localized(share.title)}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`network.${share.network}`)} · {format.relativeDay(share.created_at)} ·{" "}
            {share.on_behalf ? t("forTheBrand") : t("asMyself")}
          </Text>
          <Group gap="md">
            <CopyButton value={share.short_url}>
              {({ copied, copy }) => (
                <UnstyledButton onClick={copy} fz="sm" c="var(--mantine-color-anchor)">
                  {copied ? t("copied") : share.short_url.replace(/^https?:\/\//, "")}
                </UnstyledButton>
              )}
            </CopyButton>
            <Anchor href={share.intent_url} target="_blank" rel="noopener noreferrer" size="sm">
              {t("postAgain")}
            </Anchor>
          </Group>
        </Stack>
      </Group>
    </Card>
  );
}
