/** One thing to share, in the feed. */
import { Card, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLanguage } from "@/shared/i18n/language";
import { useLocalized } from "@/shared/i18n/localized";
import { Picture } from "@/shared/pictures/picture";
import { CardTitle, LinkButton, LinkCard } from "@/shared/ui/link";
import { LanguageMark, Localized } from "@/shared/ui/localized";
import type { Content } from "../api";
import { KindMark } from "../kind-mark";
import { NETWORK_NAMES, type Network } from "../networks";

export function ContentCard({ content }: { content: Content }) {
  const { t } = useTranslation("content");
  const format = useFormat();
  const localized = useLocalized();
  const title = localized(content.title);
  const language = useLanguage();
  const nearest = content.variants.find((variant) => variant.language.startsWith(language)) ?? content.variants[0];
  const networks = [...new Set(content.variants.map((variant) => variant.network))];
  return (
    <LinkCard aria-label={title} h="100%">
      {content.picture && (
        <Card.Section mb="md">
          <Picture picture={content.picture} />
        </Card.Section>
      )}
      <Stack gap="sm" flex={1} justify="space-between">
        <Stack gap={6}>
          <Group justify="space-between" gap="xs">
            <KindMark kind={content.kind} />
            {content.valid_to && (
              <Text size="xs" c="dimmed">
                {t("until", { date: format.shortDate(content.valid_to) })}
              </Text>
            )}
          </Group>
          <CardTitle to={`/share/content/${content.id}`} order={2} size="h3">
            <Localized text={content.title} />
          </CardTitle>
          <Text size="sm" c="dimmed" lineClamp={3} lang={nearest?.language}>
            {nearest && <LanguageMark of={nearest.language} />} {nearest?.text}
          </Text>
        </Stack>
        <Group justify="space-between" gap="xs">
          <Text size="xs" c="dimmed">
            {networks.map((network) => NETWORK_NAMES[network as Network]).join(" · ")}
          </Text>
          <LinkButton to={`/share/content/${content.id}`} size="compact-md" aria-label={t("shareThis", { title })}>
            {t("share")}
          </LinkButton>
        </Group>
      </Stack>
    </LinkCard>
  );
}
