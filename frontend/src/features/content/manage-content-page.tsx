/** Everything there is to share, drafts too, for those who write it. */
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { Link, LinkButton } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { useContent } from "./api";

const NONE = { state: "", q: "" };
const STATES = ["draft", "published", "withdrawn", "closed"] as const;

export default function ManageContentPage() {
  const { t } = useTranslation(["content", "shared"]);
  const localized = useLocalized();
  const format = useFormat();
  const [filters, set] = useFilters(NONE);
  const list = useContent({ kind: "", network: "", language: "", ...filters });
  const add = <LinkButton to="/manage/content/new">{t("manage.new")}</LinkButton>;
  return (
    <Page title={t("manage.title")} lede={t("manage.lede")} actions={add}>
      <FilterBar q={filters.q} onSearch={(q) => set({ q })} placeholder={t("search")}>
        <Select
          aria-label={t("filter.state")}
          value={filters.state}
          onChange={(state) => set({ state: state ?? "" })}
          data={[
            { value: "", label: t("filter.everyState") },
            ...STATES.map((state) => ({ value: state, label: t(`shared:state.${state}`) })),
          ]}
          allowDeselect={false}
        />
      </FilterBar>
      <QueryState
        query={list}
        empty={{ when: (found) => found.length === 0, show: <EmptyState title={t("manage.empty")} text={t("manage.emptyText")} action={add} /> }}
      >
        {(found) => (
          <>
            <DataTable
              caption={t("manage.title")}
              rows={found}
              rowKey={(row) => row.id}
              columns={[
                { key: "title", header: t("field.title"), name: true, cell: (row) => <Link to={`/manage/content/${row.id}`}>{localized(row.title)}</Link> },
                { key: "kind", header: t("field.kind"), cell: (row) => t(`kind.${row.kind}`) },
                { key: "state", header: t("filter.state"), cell: (row) => <StateBadge state={row.state} /> },
                { key: "until", header: t("field.validTo"), tight: true, cell: (row) => row.valid_to && format.date(row.valid_to) },
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
