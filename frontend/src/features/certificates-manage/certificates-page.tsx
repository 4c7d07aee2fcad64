/** Find somebody's certificates; take their force away for a while, or give it back. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { useMe } from "@/shared/session/me";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { PersonLink } from "@/shared/ui/person-link";
import { certificates, schemeChoicesQuery, STATES, type Certificate } from "./api";
import { CertificateMoves } from "./certificate-moves";

export default function CertificatesPage() {
  const { t } = useTranslation(["certificates-manage", "shared"]);
  const localized = useLocalizedChoice();
  const format = useFormat();
  const { may, person: me } = useMe();
  const schemes = useQuery(schemeChoicesQuery());
  const moves = {
    key: "moves",
    header: t("field.moves"),
    cell: (row: Certificate) => <CertificateMoves certificate={row} mine={row.person_id === me?.id} />,
  };
  return (
    <ResourceListPage
      of={certificates}
      title={t("title")}
      lede={t("lede")}
      filters={[
        {
          name: "person",
          label: t("field.person"),
          field: (value, choose) => (
            <div key="person" style={{ flex: "1 1 14rem" }}>
              <PersonPicker
                label={t("field.person")}
                value={value || null}
                onChange={(person) => choose(person ?? "")}
              />
            </div>
          ),
        },
        {
          name: "scheme",
          label: t("field.scheme"),
          every: t("everyScheme"),
          choices: (schemes.data?.items ?? []).map((scheme) => ({
            value: scheme.code,
            label: localized(scheme.title),
          })),
        },
        {
          name: "state",
          label: t("field.state"),
          every: t("everyState"),
          choices: STATES.map((value) => ({ value, label: t(`shared:state.${value}`) })),
        },
      ]}
      empty={{ title: t("empty.title"), text: t("empty.text") }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={[
        { key: "person", header: t("field.person"), name: true, cell: (row) => <Holder certificate={row} /> },
        { key: "scheme", header: t("field.scheme"), cell: (row) => <Localized text={row.scheme_title} /> },
        { key: "state", header: t("field.state"), cell: (row) => <Standing certificate={row} /> },
        {
          key: "until",
          header: t("field.until"),
          tight: true,
          cell: (row) => (row.valid_until ? format.date(row.valid_until) : t("forever")),
        },
        ...(may("training:certificates.suspend") ? [moves] : []),
      ]}
    />
  );
}

function Holder({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("certificates-manage");
  const format = useFormat();
  const below = (
    <>
      {t("issued", { date: format.date(certificate.issued_at) })} ·{" "}
      <Link to={`/verify/${certificate.id}`}>{t("see")}</Link>
    </>
  );
  return (
    <Named below={below}>
      <PersonLink id={certificate.person_id}>{certificate.person_name}</PersonLink>
    </Named>
  );
}

/** The state, and why it is so: the reason somebody gave, or what made it so by itself. */
function Standing({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("certificates-manage");
  const why = certificate.state_code ? t(`code.${certificate.state_code}`) : certificate.state_reason;
  return (
    <div>
      <StateBadge state={certificate.state} />
      {why && (
        <Text component="span" size="sm" c="dimmed" display="block" mt={4} maw="18rem">
          {why}
        </Text>
      )}
    </div>
  );
}
