/** Who is done, late, exempt or still has time, with the names, by department, and as a file. */
import { Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { PeopleInStates } from "@/shared/ui/people-in-states";
import type { StatePart } from "@/shared/ui/state-bar";
import { linesOf, type Requirement } from "./api";
import { HeatMap } from "./heat-map";
import { RemindButton } from "./remind";

export function RequirementLines({ requirement }: { requirement: Requirement }) {
  const { t } = useTranslation("requirements");
  const { id, subject } = requirement;
  const title = useLocalized()(subject.title);
  const format = useFormat();
  const lines = useMemo(() => linesOf(id), [id]);
  const states: readonly StatePart[] = [
    { value: "overdue", label: t("lines.overdue"), tone: "trouble" },
    { value: "open", label: t("lines.open"), tone: "waiting" },
    { value: "done", label: t("lines.done"), tone: "good" },
    { value: "exempt", label: t("lines.exempt"), tone: "neutral" },
  ];
  return (
    <section aria-label={t("lines.title")}>
      <Title order={2} size="h3" mb="md">
        {t("lines.title")}
      </Title>
      <PeopleInStates
        of={lines}
        title={title}
        states={states}
        waiting={["open", "overdue"]}
        late="overdue"
        nobody={t("lines.nobody")}
        columns={[
          {
            key: "since",
            header: t("lines.since"),
            sort: "completed_at",
            cell: (row) =>
              row.state === "exempt" && row.exempt_until
                ? t("lines.until", { date: format.date(row.exempt_until) })
                : row.completed_at
                  ? format.date(row.completed_at)
                  : "",
          },
        ]}
        actions={(chosen) => <RemindButton requirement={requirement} chosen={chosen} />}
        between={(narrow, department) => (
          <HeatMap requirement={id} states={states} chosen={department} onChoose={narrow} />
        )}
      />
    </section>
  );
}
