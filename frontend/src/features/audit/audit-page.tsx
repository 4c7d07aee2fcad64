/** Who did what, in all three services: one list by time, filters in the address, each chain verified, files. */
import { Alert, Autocomplete, Select, Stack, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useFilters } from "@/shared/navigation/use-filters";
import { DataTable, type Column } from "@/shared/ui/data-table";
import { DateField } from "@/shared/ui/date-field";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { LoadMore } from "@/shared/ui/load-more";
import { Named } from "@/shared/ui/named";
import { Page } from "@/shared/ui/page";
import { PersonPicker } from "@/shared/ui/person-picker";
import { QueryState } from "@/shared/ui/query-state";
import { SERVICES, useAudit, type AuditEntry, type AuditFilters } from "./api";
import { Chains } from "./chains";
import { ActorName, SubjectName } from "./names";

const NONE: AuditFilters = { q: "", actor: "", action: "", subject: "", from: "", until: "", service: "" };

export default function AuditPage() {
  const { t } = useTranslation("audit");
  const [filters, set] = useFilters(NONE);
  const audit = useAudit(filters);
  const columns = useColumns();
  return (
    <Page title={t("title")} lede={t("lede")}>
      <Chains filters={filters} />
      <Filters
        filters={filters}
        set={set}
        actions={[...new Set(audit.data?.items.map(({ action }) => action))].sort()}
      />
      <QueryState
        query={audit}
        empty={{
          when: ({ items, away }) => items.length === 0 && away.length === 0 && !audit.hasNextPage,
          show: <EmptyState title={t("none.title")} text={t("none.text")} />,
        }}
      >
        {({ items, away }) => (
          <Stack gap="md">
            {away.length > 0 && (
              <Alert
                color="yellow"
                variant="light"
                role="status"
                icon={<IconPlugConnectedX aria-hidden />}
                title={t("away.title")}
              >
                {t("away.text", { parts: away.map((service) => t(`service.${service}`)).join(", ") })}
              </Alert>
            )}
            <DataTable
              caption={t("title")}
              columns={columns}
              rows={items}
              rowKey={(entry) => `${entry.service}-${entry.id}`}
            />
            <LoadMore more={audit.more} shown={items.length} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

interface FiltersProps {
  /** What happened in the entries that are shown. */
  actions: readonly string[];
  filters: AuditFilters;
  set: (change: Partial<AuditFilters>) => void;
}

function Filters({ filters, set, actions }: FiltersProps) {
  const { t } = useTranslation("audit");
  return (
    <>
      <FilterBar q={filters.q} placeholder={t("search")} onSearch={(q) => set({ q })} />
      <FilterBar>
        <Select
          label={t("column.service")}
          value={filters.service}
          allowDeselect={false}
          onChange={(service) => set({ service: service ?? "" })}
          data={[
            { value: "", label: t("every") },
            ...SERVICES.map((value) => ({ value, label: t(`service.${value}`) })),
          ]}
        />
        <PersonPicker
          label={t("column.who")}
          value={filters.actor || null}
          onChange={(actor) => set({ actor: actor ?? "" })}
        />
        <Typed
          label={t("column.action")}
          hint="certificate.*"
          offered={actions}
          value={filters.action}
          onSet={(action) => set({ action })}
        />
        <Typed label={t("column.subject")} value={filters.subject} onSet={(subject) => set({ subject })} />
        <DateField label={t("from")} value={filters.from || null} onChange={(from) => set({ from: from ?? "" })} />
        <DateField label={t("until")} value={filters.until || null} onChange={(until) => set({ until: until ?? "" })} />
      </FilterBar>
    </>
  );
}

interface TypedProps {
  label: string;
  hint?: string;
  offered?: readonly string[];
  value: string;
  onSet: (value: string) => void;
}

/** Asked for when somebody has done typing. */
function Typed({ label, hint, offered = [], value, onSet }: TypedProps) {
  return (
    <Autocomplete
      key={value}
      label={label}
      placeholder={hint}
      data={[...offered]}
      defaultValue={value}
      onOptionSubmit={onSet}
      maxLength={200}
      onBlur={(event) => onSet(event.currentTarget.value.trim())}
      onKeyDown={(event) => event.key === "Enter" && onSet(event.currentTarget.value.trim())}
    />
  );
}

function useColumns(): readonly Column<AuditEntry>[] {
  const { t } = useTranslation("audit");
  const format = useFormat();
  return [
    { key: "when", header: t("column.when"), tight: true, cell: (entry) => format.dateTime(entry.at) },
    {
      key: "action",
      header: t("column.action"),
      name: true,
      cell: (entry) => <Named below={t(`service.${entry.service}`)}>{entry.action}</Named>,
    },
    { key: "who", header: t("column.who"), cell: (entry) => <ActorName actor={entry.actor} /> },
    { key: "subject", header: t("column.subject"), cell: (entry) => <SubjectName entry={entry} /> },
    { key: "details", header: t("column.details"), cell: (entry) => <Details entry={entry} /> },
  ];
}

const AN_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** An id by its end, as everywhere on this page; whole under the pointer, and in the file. */
function Value({ of }: { of: unknown }) {
  const words = typeof of === "string" ? of : JSON.stringify(of);
  return AN_ID.test(words) ? <span title={words}>…{words.slice(-6)}</span> : words;
}

/** Codes and numbers as they stand, ids by their ends; words that people typed where this reader may see them. */
function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const texts = Object.entries(entry.texts);
  const plain = Object.entries(entry.details).filter(([name, value]) => !(name in entry.texts) && value !== null);
  if (texts.length === 0 && plain.length === 0) return <Text size="sm">–</Text>;
  return (
    <Text component="div" size="sm" style={{ overflowWrap: "anywhere" }}>
      {plain.map(([name, value]) => (
        <div key={name}>
          {name}: <Value of={value} />
        </div>
      ))}
      {texts.map(([name, { state, text }]) => (
        <div key={name}>
          {name}: {state === "shown" ? text : t(`text.${state}`)}
        </div>
      ))}
    </Text>
  );
}
