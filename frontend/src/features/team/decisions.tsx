/** What waits for my decision: what my people asked for, decided here, then everything else by kind. */
import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Link } from "@/shared/ui/link";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { PersonLink } from "@/shared/ui/person-link";
import { requestsQuery, useDecisions, waivers, type TeamRequest } from "./api";

export function Decisions() {
  const { t } = useTranslation("team");
  const requests = useQuery(requestsQuery()).data?.items ?? [];
  // Waivers of my people stand here one by one; where there are no others, their number says nothing more.
  const others = useDecisions().filter(({ kind, count }) => kind !== "waiver" || count > requests.length);
  if (requests.length === 0 && others.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="team-decisions" mb="lg">
      <Title order={2} size="h4" id="team-decisions" mb="xs">
        {t("decisions.title")}
      </Title>
      <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {requests.map((request) => (
          <li key={request.id}>
            <Request of={request} />
          </li>
        ))}
        {others.map(({ kind, to, count }) => (
          <li key={kind}>
            <Link to={to} underline="never">
              <Group gap={4} py={6} component="span" wrap="nowrap">
                {t(`decisions.${kind}`, { count })}
                <IconChevronRight size={16} aria-hidden />
              </Group>
            </Link>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

function Request({ of: request }: { of: TeamRequest }) {
  const { t } = useTranslation("team");
  const localized = useLocalized();
  const format = useFormat();
  const { name } = request.person;
  return (
    <Group justify="space-between" gap="md" py="xs">
      <div style={{ flex: "1 1 18rem" }}>
        <Text>
          <PersonLink id={request.person.id}>{name}</PersonLink>:{" "}
          {t(`request.${request.type}`, { title: localized(request.subject.title) })}
        </Text>
        <Text size="sm" c="dimmed">
          {[request.reason, t("request.asked", { date: format.date(request.asked_at) })].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <MoveButtons
        of={waivers}
        thing={request}
        size="compact-sm"
        words={{
          approve: { label: t("request.approve"), done: t("request.approved", { name }) },
          refuse: {
            label: t("request.refuse"),
            done: t("request.refused", { name }),
            title: t("request.refuseTitle", { name }),
            ask: t("request.refuseText"),
            reason: t("request.why"),
            variant: "default",
          },
        }}
      />
    </Group>
  );
}
