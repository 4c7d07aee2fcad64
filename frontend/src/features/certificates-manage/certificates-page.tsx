/** Find somebody's certificates; take their force away for a while, or give it back. */
import { Group, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { PersonPicker } from "@/shared/ui/person-picker";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { schemeChoicesQuery, STATES, useCertificates, type Certificate } from "./api";
import bar from "@/shared/ui/filter-bar.module.css";
import { CertificateMoves } from "./certificate-moves";

const NONE = { person: "", scheme: "", state: "" };

export default function CertificatesPage() {
  const { t } = useTranslation(["certificates-manage", "shared"]);
  const localized = useLocalized();
  const format = useFormat();
  const { may, person: me } = useMe();
  const [filters, set] = useFilters(NONE);
  const schemes = useQuery(schemeChoicesQuery());
  const list = useCertificates(filters);
  const filtered = Object.values(filters).some(Boolean);
  const decides = may("training:certificates.suspend");
  return (
    <Page title={t("title")} lede={t("lede")}>
      <Group mb="lg" gap="sm" align="flex-end" role="search" className={bar.bar}>
        <div style={{ flex: "1 1 14rem" }}>
          <PersonPicker label={t("field.person")} value={filters.person || null} onChange={(person) => set({ person: person ?? "" })} />
        </div>
        <Select
          label={t("field.scheme")}
          value={filters.scheme}
          onChange={(scheme) => set({ scheme: scheme ?? "" })}
          allowDeselect={false}
          data={[
            { value: "", label: t("everyScheme") },
            ...(schemes.data?.items ?? []).map((scheme) => ({ value: scheme.code, label: localized(scheme.title) })),
          ]}
        />
        <Select
          label={t("field.state")}
          value={filters.state}
          onChange={(state) => set({ state: state ?? "" })}
          allowDeselect={false}
          data={[{ value: "", label: t("everyState") }, ...STATES.map((value) => ({ value, label: t(`shared:state.${value}`) }))]}
        />
      </Group>
      <QueryState
        query={list}
        empty={{
          when: (found) => found.length === 0,
          show: filtered ? <EmptyState title={t("none.title")} text={t("none.text")} /> : <EmptyState title={t("empty.title")} text={t("empty.text")} />,
        }}
      >
        {(found) => (
          <>
            <DataTable
              caption={t("title")}
              rows={found}
              rowKey={(row) => row.id}
              columns={[
                { key: "person", header: t("field.person"), name: true, cell: (row) => <Holder certificate={row} /> },
                { key: "scheme", header: t("field.scheme"), cell: (row) => localized(row.scheme_title) },
                { key: "state", header: t("field.state"), cell: (row) => <Standing certificate={row} /> },
                { key: "until", header: t("field.until"), tight: true, cell: (row) => (row.valid_until ? format.date(row.valid_until) : t("forever")) },
                ...(decides
                  ? [
                      {
                        key: "moves",
                        header: t("field.moves"),
                        cell: (row: Certificate) => <CertificateMoves certificate={row} mine={row.person_id === me?.id} />,
                      },
                    ]
                  : []),
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Holder({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("certificates-manage");
  const format = useFormat();
  return (
    <>
      <Text component="span" fw={600} display="block">
        {certificate.person_name}
      </Text>
      <Text component="span" size="sm" c="dimmed" fw={400}>
        {t("issued", { date: format.date(certificate.issued_at) })} · <Link to={`/verify/${certificate.id}`}>{t("see")}</Link>
      </Text>
    </>
  );
}

/** The state, and the reason somebody gave for it. */
function Standing({ certificate }: { certificate: Certificate }) {
  return (
    <div>
      <StateBadge state={certificate.state} />
      {certificate.state_reason && (
        <Text component="span" size="sm" c="dimmed" display="block" mt={4} maw="18rem">
          {certificate.state_reason}
        </Text>
      )}
    </div>
  );
}
