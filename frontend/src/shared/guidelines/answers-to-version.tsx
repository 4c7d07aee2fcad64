/** Who answered a version, who has it open and who is late; what they answered only for those who keep the guidelines. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/governance";
import { peopleList } from "@/shared/api/people-list";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { PeopleInStates } from "@/shared/ui/people-in-states";
import type { StatePart } from "@/shared/ui/state-bar";

type Answered = components["schemas"]["AnsweredOut"];

interface AnswersToVersionProps {
  /** Its id or its code. */
  guideline: string;
  number: number | string;
  /** Names the file and the table. */
  title: string;
  /** The names come when they are asked for. */
  folded?: boolean;
}

export function AnswersToVersion({ guideline, number, title, folded = false }: AnswersToVersionProps) {
  const { t } = useTranslation("shared");
  const { may } = useMe();
  const format = useFormat();
  const people = useMemo(() => {
    const path = `/v1/guidelines/${encodeURIComponent(guideline)}/versions/${encodeURIComponent(number)}/people`;
    return peopleList<Answered>("governance", path, ["governance", "guidelines", guideline]);
  }, [guideline, number]);
  const answers: readonly StatePart[] = may("governance:acknowledgements.read")
    ? [
        { value: "accepted", label: t("answers.accepted"), tone: "good" },
        { value: "declined", label: t("answers.declined"), tone: "neutral" },
      ]
    : [{ value: "answered", label: t("answers.answered"), tone: "good" }];
  return (
    <PeopleInStates
      of={people}
      title={title}
      folded={folded}
      states={[
        { value: "late", label: t("answers.late"), tone: "trouble" },
        { value: "open", label: t("answers.open"), tone: "waiting" },
        ...answers,
      ]}
      waiting={["open", "late"]}
      late="late"
      nobody={t("answers.nobody")}
      columns={[
        {
          key: "since",
          header: t("answers.when"),
          sort: "since",
          cell: (row) => (row.since ? format.date(row.since) : ""),
        },
      ]}
    />
  );
}
