/** Every import so far, the newest first: long work can be left and found again. */
import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link } from "@/shared/ui/link";
import { ResourceList } from "@/shared/ui/resource-list";
import { StateBadge } from "@/shared/ui/state-badge";
import { imports } from "../api";

export function PastImports() {
  const { t } = useTranslation("people");
  const format = useFormat();
  const list = imports.useList();
  return (
    <section aria-labelledby="past-imports">
      <Title order={2} mb="sm" id="past-imports">
        {t("import.past")}
      </Title>
      <ResourceList
        list={list}
        caption={t("import.past")}
        empty={<EmptyState small title={t("import.noneTitle")} text={t("import.noneText")} />}
        columns={[
          {
            key: "file",
            header: t("column.file"),
            name: true,
            cell: (job) => <Link to={`/manage/people/imports/${job.id}`}>{job.file_name}</Link>,
          },
          { key: "when", header: t("column.when"), cell: (job) => format.dateTime(job.requested_at) },
          {
            key: "kind",
            header: t("column.kind"),
            cell: (job) => t(job.dry_run ? "import.wasCheck" : "import.wasImport"),
          },
          { key: "state", header: t("column.state"), cell: (job) => <StateBadge state={job.status} /> },
          { key: "rows", header: t("column.rows"), end: true, cell: (job) => format.number(job.progress.total) },
          { key: "errors", header: t("column.errors"), end: true, cell: (job) => format.number(job.error_count) },
        ]}
      />
    </section>
  );
}
