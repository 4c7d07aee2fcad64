/** What is required of somebody and why, what they learn and have learned, and their certificates. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DueBadge } from "@/shared/ui/due-badge";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import { certificates, completions, enrolments, useLines, type Line } from "./api";
import { Section, type WholeProps } from "./section";

export function Requirements({ id }: { id: string }) {
  const { t } = useTranslation("person");
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
            <Named below={<Why line={line} />}>
              <Link to={addressOf(line)}>
                <Localized text={line.subject.title} />
              </Link>
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

type Match = Line["why"]["matched"][number];

/** The reason as it was written, and what about this very person made it apply. */
function Why({ line: { why } }: { line: Line }) {
  const { t } = useTranslation(["person", "shared"]);
  const { list } = useFormat();
  const named = ({ attribute, value }: Match) =>
    attribute === "role" && value ? t(`shared:audience.role.${value}`, { defaultValue: value }) : (value ?? "");
  const matched = why.matched.map((one) => t(`matched.${one.attribute}`, { value: named(one) }));
  const because = matched.length > 0 ? t("because", { matched: list(matched) }) : t("becauseBefore");
  return (
    <>
      <Localized text={why.reason} />
      {why.legal_basis && ` · ${why.legal_basis}`}
      <br />
      {because}
    </>
  );
}

export function Learning({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  return (
    <>
      <Section
        title={t("learning.title")}
        none={t("learning.none")}
        list={enrolments.useList({ person: id })}
        columns={[
          {
            key: "what",
            header: t("column.module"),
            name: true,
            cell: (row) => (
              <Named below={t("items", { done: row.progress.done, total: row.progress.total })}>
                <Link to={`/learn/modules/${row.module_id}`}>
                  <Localized text={row.module_title} />
                </Link>
              </Named>
            ),
          },
          { key: "state", header: t("column.state"), tight: true, cell: (row) => <StateBadge state={row.state} /> },
          {
            key: "activity",
            header: t("column.activity"),
            tight: true,
            cell: (row) => format.date(row.last_activity_at),
          },
        ]}
      />
      <Section
        title={t("completions.title")}
        none={t("completions.none")}
        list={completions.useList({ person: id })}
        columns={[
          { key: "what", header: t("column.module"), name: true, cell: (row) => <Localized text={row.module_title} /> },
          { key: "when", header: t("column.when"), tight: true, cell: (row) => format.date(row.completed_at) },
        ]}
      />
    </>
  );
}

export function Certificates({ id, whole }: WholeProps) {
  const { t } = useTranslation("person");
  const format = useFormat();
  return (
    <Section
      title={t("certificates.title")}
      none={t("certificates.none")}
      list={certificates.useList({ person: id })}
      onlyWithRows={!whole}
      columns={[
        {
          key: "what",
          header: t("column.certificate"),
          name: true,
          cell: (row) => <Localized text={row.scheme_title} />,
        },
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
