/** Every import so far, the newest first: long work can be left and found again. */
import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePages } from "@/shared/api/use-pages";
import { useFormat } from "@/shared/format/use-format";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { listImports, type ImportSummary } from "./api";

export function PastImports() {
  const { t } = useTranslation("people");
  const format = useFormat();
  const list = usePages(["training", "people-imports", "list"], listImports);
  const columns: readonly Column<ImportSummary>[] = [
    {
      key: "file",
      header: t("column.file"),
      name: true,
      cell: (job) => <Link to={`/manage/people/imports/${job.id}`}>{job.file_name}</Link>,
    },
    { key: "when", header: t("column.when"), cell: (job) => format.dateTime(job.requested_at) },
    { key: "kind", header: t("column.kind"), cell: (job) => t(job.dry_run ? "import.wasCheck" : "import.wasImport") },
    { key: "state", header: t("column.state"), cell: (job) => <StateBadge state={job.status} /> },
    { key: "rows", header: t("column.rows"), end: true, cell: (job) => format.number(job.progress.total) },
    { key: "errors", header: t("column.errors"), end: true, cell: (job) => format.number(job.error_count) },
  ];
  return (
    <section aria-labelledby="past-imports">
      <Title order={2} mb="sm" id="past-imports">
        {t("import.past")}
      </Title>
      <QueryState
        query={list}
        empty={{ when: (jobs) => jobs.length === 0, show: <EmptyState small title={t("import.noneTitle")} text={t("import.noneText")} /> }}
      >
        {(jobs) => (
          <>
            <DataTable caption={t("import.past")} columns={columns} rows={jobs} rowKey={(job) => job.id} />
            <LoadMore more={list.more} shown={jobs.length} />
          </>
        )}
      </QueryState>
    </section>
  );
}
