/** What somebody need not do for a while, and what they may take without what comes before it. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Link } from "@/shared/ui/link";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import { exemptions, waivers } from "./api";
import { Section, type WholeProps } from "./section";

/** The reason is told to the person and to those who exempt people; a manager reads that, and not why. */
export function Exemptions({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const localized = useLocalized();
  const format = useFormat();
  return (
    <Section
      title={t("exemptions.title")}
      none={t("exemptions.none")}
      list={exemptions.useList({ person: id })}
      columns={[
        {
          key: "what",
          header: t("column.from"),
          name: true,
          cell: (row) => <Named below={row.reason ?? ""}>{localized(row.subject.title)}</Named>,
        },
        {
          key: "state",
          header: t("column.state"),
          tight: true,
          cell: (row) => (
            <StateBadge
              state={row.state}
              label={t(`exemptions.${row.state}`)}
              tone={row.state === "running" ? "active" : "neutral"}
            />
          ),
        },
        { key: "until", header: t("column.exemptUntil"), tight: true, cell: (row) => format.date(row.until) },
      ]}
    />
  );
}

export function Waivers({ id, whole }: WholeProps) {
  const { t } = useTranslation("person");
  const localized = useLocalized();
  const format = useFormat();
  return (
    <Section
      title={t("waivers.title")}
      none={t("waivers.none")}
      list={waivers.useList({ person: id })}
      onlyWithRows={!whole}
      columns={[
        {
          key: "what",
          header: t("column.module"),
          name: true,
          cell: (row) => (
            <Named below={row.decision_reason ?? row.reason ?? ""}>
              <Link to={`/learn/modules/${row.module_id}`}>{localized(row.module_title)}</Link>
            </Named>
          ),
        },
        { key: "state", header: t("column.state"), tight: true, cell: (row) => <StateBadge state={row.state} /> },
        {
          key: "when",
          header: t("column.when"),
          tight: true,
          cell: (row) => format.date(row.decided_at ?? row.created_at),
        },
      ]}
    />
  );
}
