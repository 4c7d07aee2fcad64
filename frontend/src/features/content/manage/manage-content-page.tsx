/** Everything there is to share, drafts too, for those who write it. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Link, LinkButton } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { content, STATES } from "../api";
import { useContentMoves } from "./use-content-moves";

export default function ManageContentPage() {
  const { t } = useTranslation(["content", "shared"]);
  const format = useFormat();
  const localized = useLocalized();
  const add = <LinkButton to="/manage/content/new">{t("manage.new")}</LinkButton>;
  return (
    <ResourceListPage
      of={content}
      title={t("manage.title")}
      lede={t("manage.lede")}
      actions={add}
      search={t("search")}
      filters={[
        {
          name: "state",
          label: t("filter.state"),
          every: t("filter.everyState"),
          choices: STATES.map((value) => ({ value, label: t(`shared:state.${value}`) })),
        },
      ]}
      bulk={{ of: content, words: useContentMoves(), nameOf: (row) => localized(row.title) }}
      empty={{ title: t("manage.empty"), text: t("manage.emptyText"), action: add }}
      columns={[
        {
          key: "title",
          header: t("field.title"),
          name: true,
          cell: (row) => (
            <Link to={`/manage/content/${row.id}`}>
              <Localized text={row.title} />
            </Link>
          ),
        },
        { key: "kind", header: t("field.kind"), cell: (row) => t(`kind.${row.kind}`) },
        { key: "state", header: t("filter.state"), cell: (row) => <StateBadge state={row.state} /> },
        {
          key: "until",
          header: t("field.validTo"),
          tight: true,
          cell: (row) => row.valid_to && format.date(row.valid_to),
        },
      ]}
    />
  );
}
