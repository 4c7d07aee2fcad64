/** Every guideline, drafts too, for those who write and review them. */
import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { usePages } from "@/shared/api/use-pages";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { Link } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { GUIDELINES, listGuidelines } from "./api";
import { NewGuidelineDialog } from "./new-guideline-dialog";

const NONE = { q: "", state: "" };

export default function ManageGuidelinesPage() {
  const { t } = useTranslation("guideline-editor");
  const localized = useLocalized();
  const format = useFormat();
  const { may } = useMe();
  const [filters, set] = useFilters(NONE);
  const [opened, dialog] = useDisclosure(false);
  const list = usePages([...GUIDELINES, "list", filters], (cursor) => listGuidelines(filters, cursor));
  const add = may("governance:guidelines.edit") && <Button onClick={dialog.open}>{t("new")}</Button>;
  return (
    <Page title={t("title")} lede={t("lede")} actions={add}>
      <NewGuidelineDialog opened={opened} onClose={dialog.close} />
      <FilterBar q={filters.q} onSearch={(q) => set({ q })} placeholder={t("search")}>
        <Select
          aria-label={t("column.state")}
          value={filters.state}
          onChange={(state) => set({ state: state ?? "" })}
          allowDeselect={false}
          data={[
            { value: "", label: t("everyState") },
            { value: "in-force", label: t("state.in-force") },
            { value: "draft", label: t("state.never") },
          ]}
        />
      </FilterBar>
      <QueryState
        query={list}
        empty={{ when: (found) => found.length === 0, show: <EmptyState title={t("empty.title")} text={t("empty.text")} action={add} /> }}
      >
        {(found) => (
          <>
            <DataTable
              caption={t("title")}
              rows={found}
              rowKey={(row) => row.id}
              columns={[
                { key: "title", header: t("column.title"), name: true, cell: (row) => <Link to={`/manage/guidelines/${row.id}`}>{localized(row.title)}</Link> },
                { key: "code", header: t("column.code"), cell: (row) => row.code },
                {
                  key: "state",
                  header: t("column.state"),
                  cell: (row) => (
                    <StateBadge
                      state={row.state}
                      label={t(row.in_force ? "state.in-force" : "state.never")}
                      tone={row.in_force ? "good" : "neutral"}
                    />
                  ),
                },
                { key: "in-force", header: t("column.inForce"), cell: (row) => row.in_force ?? "–", end: true },
                { key: "latest", header: t("column.latest"), cell: (row) => row.latest || "–", end: true },
                { key: "created", header: t("column.created"), tight: true, cell: (row) => format.date(row.created_at) },
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
