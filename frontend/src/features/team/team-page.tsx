/** My people: what waits for my decision first, then each with how they stand. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EnrolManyButton } from "@/shared/enrolling/enrol-many";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { DueBadge } from "@/shared/ui/due-badge";
import { Named } from "@/shared/ui/named";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import type { ListFilter } from "@/shared/ui/list-filters";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { PersonLink } from "@/shared/ui/person-link";
import { team, type TeamFilter, type TeamMember } from "./api";
import { Decisions } from "./decisions";
import { nextDue, ofAnswers, ofCertificates, ofLearning } from "./standing";
import { StandingRing } from "./standing-ring";

export default function TeamPage() {
  const { t } = useTranslation(["team", "shared"]);
  const { may } = useMe();
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
          <Members members={members} />
        </Stack>
      )}
    />
  );
}

const LEADER = { leader: "" };

/** My people; those I choose I enrol together. Somebody else's people are looked at alone. */
function Members({ members }: { members: readonly TeamMember[] }) {
  // With the words of enrolling, so that the first choice draws the page once.
  const { t } = useTranslation(["team", "shared", "enrolling"]);
  const { may } = useMe();
  const [{ leader }] = useFilters(LEADER);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const columns = useColumns();
  const mine = members.filter(({ person }) => chosen.has(person.id));
  const nameOf = ({ person }: TeamMember) => `${person.given_name} ${person.family_name}`;
  const choosing = {
    chosen,
    choose: (ids: readonly string[], wanted: boolean) =>
      setChosen(new Set(wanted ? [...chosen, ...ids] : [...chosen].filter((id) => !ids.includes(id)))),
    labelOf: (id: string) => {
      const member = members.find(({ person }) => person.id === id);
      return t("shared:people.choose", { name: member ? nameOf(member) : "" });
    },
    labelOfAll: t("shared:people.chooseAll", { count: members.length }),
  };
  const enrols = leader === "" || may("training:completions.write");
  return (
    <>
      {mine.length > 0 && (
        <Group gap="sm">
          <Text size="sm" role="status">
            {t("shared:people.chosen", { count: mine.length })}
          </Text>
          <EnrolManyButton
            people={mine.map((member) => ({ id: member.person.id, name: nameOf(member) }))}
            onDone={(refused) => setChosen(new Set(refused))}
          />
          <Button size="sm" variant="subtle" onClick={() => setChosen(new Set())}>
            {t("shared:people.clear")}
          </Button>
        </Group>
      )}
      <DataTable
        caption={t("title")}
        columns={columns}
        rows={members}
        rowKey={(member) => member.person.id}
        {...(enrols ? { choosing } : {})}
      />
    </>
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
