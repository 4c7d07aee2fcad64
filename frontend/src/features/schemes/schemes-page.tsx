/** Every certification scheme, drafts too. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { AddLink } from "@/shared/ui/add-link";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { useStateFilter } from "@/shared/ui/use-state-filter";
import { schemes, STATES } from "./api";
import { useRuleWords } from "./rule-words";

export default function SchemesPage() {
  const { t } = useTranslation("schemes");
  const rule = useRuleWords();
  const format = useFormat();
  const add = <AddLink to="/manage/schemes/new" label={t("new")} />;
  return (
    <ResourceListPage
      of={schemes}
      title={t("title")}
      lede={t("lede")}
      actions={add}
      filters={[useStateFilter(STATES)]}
      empty={{ title: t("empty.title"), text: t("empty.text"), action: add }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={[
        {
          key: "title",
          header: t("field.title"),
          name: true,
          cell: (row) => (
            <Named below={row.code}>
              <Link to={`/manage/schemes/${row.id}`}>
                <Localized text={row.title} />
              </Link>
            </Named>
          ),
        },
        { key: "state", header: t("field.state"), cell: (row) => <StateBadge state={row.state} /> },
        { key: "rule", header: t("field.rule"), cell: rule },
        {
          key: "valid",
          header: t("field.valid"),
          tight: true,
          cell: (row) => (row.valid_for_days ? format.days(row.valid_for_days) : t("forever")),
        },
      ]}
    />
  );
}
