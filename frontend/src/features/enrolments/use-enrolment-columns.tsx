/** How an enrolment reads in a list: whose, in what, how far, and since when. No scores. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import type { Column } from "@/shared/ui/data-table";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import type { Enrolment } from "./api";

export function useEnrolmentColumns(): readonly Column<Enrolment>[] {
  const { t } = useTranslation("enrolments");
  const format = useFormat();
  return [
    {
      key: "person",
      header: t("field.person"),
      name: true,
      cell: (row) => (
        <Named below={row.department ?? ""}>
          <Link to={`/people/${row.person_id}`}>{row.person_name}</Link>
        </Named>
      ),
    },
    {
      key: "module",
      header: t("field.module"),
      cell: (row) => (
        <Named below={row.module_code}>
          <Link to={`/team/modules/${row.module_id}`}>
            <Localized text={row.module_title} />
          </Link>
        </Named>
      ),
    },
    { key: "state", header: t("field.state"), cell: (row) => <StateBadge state={row.state} /> },
    {
      key: "progress",
      header: t("field.progress"),
      end: true,
      cell: (row) => t("items", { done: row.progress.done, total: row.progress.total }),
    },
    {
      key: "activity",
      header: t("field.activity"),
      tight: true,
      sort: "last_activity_at",
      cell: (row) => format.date(row.last_activity_at),
    },
    { key: "source", header: t("field.source"), cell: (row) => t(`source.${row.source}`) },
  ];
}
