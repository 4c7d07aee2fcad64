/** Who was asked about a version of a guideline, how they answered, and who has not yet; also as a file. */
import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useFilters } from "@/shared/navigation/use-filters";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { DueBadge } from "@/shared/ui/due-badge";
import { Named } from "@/shared/ui/named";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { StateBar } from "@/shared/ui/state-bar";
import { PersonLink } from "@/shared/ui/person-link";
import { answerNumbersQuery, answersTo } from "./api";

const STATES = ["open", "accepted", "declined", "superseded"] as const;

export default function AnswersPage() {
  const { t } = useTranslation(["acknowledgements", "shared"]);
  const format = useFormat();
  const guideline = useRouteParam("id");
  const number = useRouteParam("number");
  const answers = useMemo(() => answersTo(guideline, number), [guideline, number]);
  return (
    <ResourceListPage
      of={answers}
      title={t("answers.title", { number })}
      lede={t("answers.lede")}
      crumbs={[{ to: `/manage/guidelines/${guideline}`, label: t("answers.guideline") }]}
      filters={[
        {
          name: "state",
          label: t("answers.column.state"),
          segments: true,
          every: t("shared:all"),
          choices: STATES.map((state) => ({ value: state, label: t(`shared:state.${state}`) })),
        },
      ]}
      above={<Numbers guideline={guideline} number={number} />}
      empty={{ title: t("answers.nobody") }}
      columns={[
        {
          key: "name",
          header: t("answers.column.name"),
          name: true,
          cell: (asked) => (
            <Named below={asked.department ?? ""}>
              <PersonLink id={asked.person_id}>
                {asked.given_name} {asked.family_name}
              </PersonLink>
            </Named>
          ),
        },
        {
          key: "state",
          header: t("answers.column.state"),
          cell: ({ state, overdue }) => <StateBadge state={overdue ? "overdue" : state} />,
        },
        {
          key: "due",
          header: t("answers.column.due"),
          sort: "due_at",
          cell: ({ state, due_at, overdue }) => state === "open" && <DueBadge at={due_at} overdue={overdue} />,
        },
        {
          key: "answered",
          header: t("answers.column.answered"),
          cell: ({ answered_at }) => (answered_at ? format.date(answered_at) : ""),
        },
      ]}
    />
  );
}

const STATE = { state: "" };

/** A part pressed narrows the list below to it, in the address as the list's own filter does. */
function Numbers({ guideline, number }: { guideline: string; number: string }) {
  const { t } = useTranslation(["acknowledgements", "shared"]);
  const [{ state }, set] = useFilters(STATE);
  const { data } = useQuery(answerNumbersQuery(guideline, number));
  if (!data) return null;
  const tones = { open: "waiting", accepted: "good", declined: "trouble" } as const;
  return (
    <Box mb="lg">
      <StateBar
        parts={(["open", "accepted", "declined"] as const).map((value) => ({
          value,
          label: value === "open" ? t("answers.open", { count: data.overdue }) : t(`shared:state.${value}`),
          tone: tones[value],
        }))}
        numbers={{ open: data.open, accepted: data.accepted, declined: data.declined }}
        chosen={state}
        onChoose={(chosen) => set({ state: chosen })}
      />
    </Box>
  );
}
