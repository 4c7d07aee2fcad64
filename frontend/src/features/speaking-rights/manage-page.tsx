/** Speaking rights: whose changed last, and one person's with what it rests on and the moves on it. */
import { Box, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLanguage } from "@/shared/i18n/language";
import { useFilters } from "@/shared/navigation/use-filters";
import { Link } from "@/shared/ui/link";
import { Named } from "@/shared/ui/named";
import { Page } from "@/shared/ui/page";
import { PersonPicker } from "@/shared/ui/person-picker";
import { QueryState } from "@/shared/ui/query-state";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge, type Tone } from "@/shared/ui/state-badge";
import { rights, wholeRightQuery } from "./api";
import { RightCard } from "./right-card";

const NOBODY = { person: "" };
const STATES = ["granted", "suspended", "open"] as const;
const TONES: Record<(typeof STATES)[number], Tone> = { granted: "good", suspended: "trouble", open: "neutral" };

export default function ManageSpeakingRightsPage() {
  const { t } = useTranslation("speaking-rights");
  const [{ person }, choose] = useFilters(NOBODY);
  const picker = (
    <PersonPicker
      label={t("manage.who")}
      value={person === "" ? null : person}
      onChange={(next) => choose({ person: next ?? "" })}
    />
  );
  if (person === "") return <EverybodysRights above={<Box mb="lg">{picker}</Box>} />;
  return (
    <Page title={t("manage.title")} lede={t("manage.lede")} narrow>
      <Stack gap="lg">
        {picker}
        <OnesRight person={person} />
      </Stack>
    </Page>
  );
}

function OnesRight({ person }: { person: string }) {
  const query = useQuery(wholeRightQuery(person, useLanguage()));
  return (
    <QueryState query={query} skeleton={<TextSkeleton lines={5} />}>
      {(right) => <RightCard right={right} />}
    </QueryState>
  );
}

function EverybodysRights({ above }: { above: React.ReactNode }) {
  const { t } = useTranslation(["speaking-rights", "shared"]);
  const format = useFormat();
  return (
    <ResourceListPage
      of={rights}
      title={t("manage.title")}
      lede={t("manage.lede")}
      above={above}
      filters={[
        {
          name: "state",
          label: t("manage.column.state"),
          segments: true,
          every: t("shared:all"),
          choices: STATES.map((state) => ({ value: state, label: t(`manage.state.${state}`) })),
        },
      ]}
      empty={{ title: t("manage.nobody"), text: t("manage.nobodyText") }}
      none={{ title: t("manage.none") }}
      rowKey={(right) => right.person_id}
      columns={[
        {
          key: "name",
          header: t("manage.column.name"),
          name: true,
          cell: (right) => (
            <Named below={right.department ?? ""}>
              <Link to="/manage/speaking-rights" search={{ person: right.person_id }}>
                {right.given_name} {right.family_name}
              </Link>
            </Named>
          ),
        },
        {
          key: "state",
          header: t("manage.column.state"),
          cell: ({ state }) => <StateBadge state={state} tone={TONES[state]} label={t(`manage.state.${state}`)} />,
        },
        {
          key: "since",
          header: t("manage.column.since"),
          sort: "since",
          cell: ({ since }) => (since ? format.date(since) : ""),
        },
      ]}
    />
  );
}
