/** Everyone in the directory, to search and filter. */
import { Autocomplete, SegmentedControl, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/shared/api/use-pages";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { LinkButton } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { listPeople, type Person } from "./api";

const NO_FILTERS = { q: "", department: "", active: "" };

function useColumns(): readonly Column<Person>[] {
  const { t } = useTranslation("people");
  return [
    { key: "name", header: t("column.name"), name: true, cell: (person) => <Named person={person} /> },
    { key: "department", header: t("column.department"), cell: (person) => person.department ?? "" },
    { key: "job", header: t("column.job"), cell: (person) => person.job_profile ?? "" },
    { key: "location", header: t("column.location"), cell: (person) => person.location ?? "" },
    {
      key: "state",
      header: t("column.state"),
      // Only HR and a person's manager see who has left; the others find those who are here.
      cell: ({ active }) => <StateBadge state={active === false ? "inactive" : "active"} label={t(active === false ? "gone" : "here")} />,
    },
  ];
}

function Named({ person }: { person: Person }) {
  return (
    <>
      <Text component="span" fw={600} display="block">
        {person.given_name} {person.family_name}
      </Text>
      <Text component="span" size="sm" c="dimmed">
        {[person.employee_number, person.email].filter(Boolean).join(" · ")}
      </Text>
    </>
  );
}

export default function PeoplePage() {
  const { t } = useTranslation("people");
  const { may } = useMe();
  const [filters, setFilters] = useFilters(NO_FILTERS);
  const columns = useColumns();
  const list = usePages(["training", "people", filters], (cursor) => listPeople(filters, cursor));
  const filtered = Object.values(filters).some(Boolean);
  const departments = [...new Set((list.data ?? []).map((person) => person.department ?? "").filter(Boolean))].sort();
  const importLink = may("training:people.import") && (
    <LinkButton to="/manage/people/imports" leftSection={<IconFileUpload size={18} aria-hidden />}>
      {t("import.action")}
    </LinkButton>
  );

  return (
    <Page title={t("title")} lede={t("lede")} actions={importLink}>
      <FilterBar q={filters.q} onSearch={(q) => setFilters({ q })} placeholder={t("searchPeople")}>
        <Autocomplete
          key={filters.department}
          aria-label={t("column.department")}
          placeholder={t("column.department")}
          defaultValue={filters.department}
          data={departments}
          clearable
          onOptionSubmit={(department) => setFilters({ department })}
          onBlur={(event) => setFilters({ department: event.currentTarget.value.trim() })}
          onClear={() => setFilters({ department: "" })}
        />
        <SegmentedControl
          aria-label={t("column.state")}
          value={filters.active}
          onChange={(active) => setFilters({ active })}
          data={[
            { value: "", label: t("shared:all") },
            { value: "true", label: t("here") },
            { value: "false", label: t("gone") },
          ]}
        />
      </FilterBar>
      <QueryState
        query={list}
        empty={{
          when: (people) => people.length === 0,
          show: filtered ? (
            <EmptyState title={t("none.title")} text={t("none.text")} />
          ) : (
            <EmptyState title={t("empty.title")} text={t("empty.text")} action={importLink} />
          ),
        }}
      >
        {(people) => (
          <>
            <DataTable caption={t("title")} columns={columns} rows={people} rowKey={(person) => person.id} />
            <LoadMore more={list.more} shown={people.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
