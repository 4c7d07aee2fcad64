/** My people: what waits for my decision first, then each with how they stand. */
import { Alert, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconChevronRight, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { DueBadge } from "@/shared/ui/due-badge";
import { Link } from "@/shared/ui/link";
import { Named } from "@/shared/ui/named";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import type { ListFilter } from "@/shared/ui/list-filters";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { PersonLink } from "@/shared/ui/person-link";
import { team, useDecisions, type TeamFilter, type TeamMember } from "./api";
import { nextDue, ofAnswers, ofCertificates, ofLearning } from "./standing";
import { StandingRing } from "./standing-ring";

export default function TeamPage() {
  const { t } = useTranslation(["team", "shared"]);
  const { may } = useMe();
  const columns = useColumns();
  return (
    <ResourceListPage
      of={team}
      title={t("title")}
      lede={t("lede")}
      search={t("search")}
      filters={useTeamFilters(may("training:people.read-whole"))}
      above={<Decisions />}
      empty={{ title: t("empty.title"), text: t("empty.text") }}
      none={{ title: t("none.title"), text: t("none.text") }}
      rows={(members) => (
        <Stack gap="md">
          <Away members={members} />
          <DataTable caption={t("title")} columns={columns} rows={members} rowKey={(member) => member.person.id} />
        </Stack>
      )}
    />
  );
}

function useTeamFilters(anybodys: boolean): readonly ListFilter<TeamFilter>[] {
  const { t } = useTranslation("team");
  return [
    {
      name: "depth",
      label: t("depth.label"),
      segments: true,
      initial: "direct",
      choices: (["direct", "all"] as const).map((value) => ({ value, label: t(`depth.${value}`) })),
    },
    {
      name: "late",
      label: t("lateWith.label"),
      every: t("lateWith.every"),
      width: 240,
      choices: (["learning", "acknowledgements"] as const).map((value) => ({ value, label: t(`lateWith.${value}`) })),
    },
    ...(anybodys
      ? [
          {
            name: "leader" as const,
            label: t("leader"),
            field: (value: string, choose: (id: string) => void) => (
              <PersonPicker
                key="leader"
                label={t("leader")}
                value={value || null}
                onChange={(id) => choose(id ?? "")}
              />
            ),
          },
        ]
      : []),
  ];
}

function useColumns(): readonly Column<TeamMember>[] {
  const { t } = useTranslation("team");
  return [
    {
      key: "name",
      header: t("column.name"),
      name: true,
      cell: ({ person, ambassador }) => (
        <Named
          below={[person.job_profile, person.department, ambassador && t("ambassador")].filter(Boolean).join(" · ")}
        >
          <PersonLink id={person.id}>
            {person.given_name} {person.family_name}
          </PersonLink>
        </Named>
      ),
    },
    {
      key: "learning",
      header: t("column.learning"),
      cell: ({ learning }) => <StandingRing words="learning" of={learning && ofLearning(learning)} />,
    },
    {
      key: "answers",
      header: t("column.answers"),
      cell: ({ answers }) => <StandingRing words="answers" of={answers && ofAnswers(answers)} />,
    },
    {
      key: "certificates",
      header: t("column.certificates"),
      cell: ({ learning }) => <StandingRing words="certificates" of={learning && ofCertificates(learning)} />,
    },
    {
      key: "due",
      header: t("column.due"),
      tight: true,
      cell: (member) => {
        const due = nextDue(member);
        return due ? <DueBadge {...due} /> : <Text size="sm">{t("nothingDue")}</Text>;
      },
    },
  ];
}

/** A service that is away is named; what the others told stands. */
function Away({ members }: { members: readonly TeamMember[] }) {
  const { t } = useTranslation("team");
  const away = [...new Set(members.flatMap((member) => member.away))];
  if (away.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      icon={<IconPlugConnectedX aria-hidden />}
      title={t("away.title")}
    >
      {t("away.text", { parts: away.map((service) => t(`part.${service}`)).join(", ") })}
    </Alert>
  );
}

function Decisions() {
  const { t } = useTranslation("team");
  const waiting = useDecisions();
  if (waiting.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="team-decisions" mb="lg">
      <Title order={2} size="h4" id="team-decisions" mb="xs">
        {t("decisions.title")}
      </Title>
      <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {waiting.map(({ kind, to, count }) => (
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
