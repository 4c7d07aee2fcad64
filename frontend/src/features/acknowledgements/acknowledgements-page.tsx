/** What I am asked and what I answered, newest first. */
import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DueBadge } from "@/shared/ui/due-badge";
import { CardTitle, LinkButton, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { acknowledgements, type Asked } from "./api";

export default function AcknowledgementsPage() {
  const { t } = useTranslation("acknowledgements");
  return (
    <ResourceListPage
      narrow
      of={acknowledgements}
      title={t("title")}
      lede={t("lede")}
      empty={{
        title: t("empty.title"),
        text: t("empty.text"),
        action: <LinkButton to="/guidelines">{t("guidelines")}</LinkButton>,
      }}
      rows={(mine) => (
        <Stack gap="sm">
          {mine.map((asked) => (
            <AskedCard key={asked.id} asked={asked} />
          ))}
        </Stack>
      )}
    />
  );
}

function AskedCard({ asked }: { asked: Asked }) {
  const { t } = useTranslation("acknowledgements");
  const format = useFormat();
  const changed = asked.clauses.filter((clause) => clause.change !== null).length + asked.removed.length;
  return (
    <LinkCard>
      <Group justify="space-between" align="flex-start" gap="xs">
        <CardTitle to={`/guidelines/acknowledge/${asked.id}`} order={2} size="h3">
          <Localized text={asked.guideline.title} />
        </CardTitle>
        <StateBadge state={asked.overdue ? "overdue" : asked.state} />
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {t("version", { number: asked.version_number })}
        {asked.answered_at && ` · ${t("answered", { when: format.date(asked.answered_at) })}`}{" "}
        {asked.state === "open" && <DueBadge at={asked.due_at} overdue={asked.overdue} />}
      </Text>
      <Text mt="xs">
        {changed > 0 ? t("changedForYou", { count: changed }) : t("clausesForYou", { count: asked.clauses.length })}
      </Text>
    </LinkCard>
  );
}
