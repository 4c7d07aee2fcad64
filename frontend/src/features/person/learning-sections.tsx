/** What is required of somebody and why, what they learn and have learned, and their certificates. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { DueBadge } from "@/shared/ui/due-badge";
import { Link } from "@/shared/ui/link";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import { certificates, completions, enrolments, useLines, type Line } from "./api";
import { Section } from "./section";

export function Requirements({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const localized = useLocalized();
  const why = useWhy();
  return (
    <Section
      title={t("requirements.title")}
      none={t("requirements.none")}
      list={useLines(id)}
      rowKey={(line) => line.requirement_id}
      columns={[
        {
          key: "what",
          header: t("column.what"),
          name: true,
          cell: (line) => (
            <Named below={why(line)}>
              <Link to={addressOf(line)}>{localized(line.subject.title)}</Link>
            </Named>
          ),
        },
        {
          key: "state",
          header: t("column.state"),
          tight: true,
          cell: (line) => <StateBadge state={line.state} label={t(`line.${line.state}`)} />,
        },
        {
          key: "due",
          header: t("column.due"),
          tight: true,
          cell: (line) =>
            line.state === "open" || line.state === "overdue" ? (
              <DueBadge at={line.due_at} overdue={line.state === "overdue"} />
            ) : (
              <Text size="sm">–</Text>
            ),
        },
      ]}
    />
  );
}

function addressOf({ subject }: Line): string {
  return subject.kind === "track" ? `/learn/tracks/${subject.code}` : `/learn/modules/${subject.id}`;
}

/** The reason as it was written, and what about the person made it apply. */
function useWhy() {
  const { t } = useTranslation("person");
  const localized = useLocalized();
  return ({ why }: Line) => {
    const matched = why.matched.map(({ attribute, value }) => t(`matched.${attribute}`, { value: value ?? "" }));
    return [localized(why.reason), matched.join(", ")].filter(Boolean).join(" · ");
  };
}

export function Learning({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const localized = useLocalized();
  const format = useFormat();
  return (
    <>
      <Section
        title={t("learning.title")}
        none={t("learning.none")}
        list={enrolments.useList({ person: id })}
        columns={[
          { key: "what", header: t("column.module"), name: true, cell: (row) => localized(row.module_title) },
          { key: "state", header: t("column.state"), tight: true, cell: (row) => <StateBadge state={row.state} /> },
        ]}
      />
      <Section
        title={t("completions.title")}
        none={t("completions.none")}
        list={completions.useList({ person: id })}
        columns={[
          { key: "what", header: t("column.module"), name: true, cell: (row) => localized(row.module_title) },
          { key: "when", header: t("column.when"), tight: true, cell: (row) => format.date(row.completed_at) },
        ]}
      />
    </>
  );
}

export function Certificates({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const localized = useLocalized();
  const format = useFormat();
  return (
    <Section
      title={t("certificates.title")}
      none={t("certificates.none")}
      list={certificates.useList({ person: id })}
      columns={[
        { key: "what", header: t("column.certificate"), name: true, cell: (row) => localized(row.scheme_title) },
        { key: "state", header: t("column.state"), tight: true, cell: (row) => <StateBadge state={row.state} /> },
        {
          key: "until",
          header: t("column.until"),
          tight: true,
          cell: (row) => (row.valid_until ? format.date(row.valid_until) : t("forever")),
        },
      ]}
    />
  );
}
