/** Every requirement: who must learn what, by when. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { AddLink } from "@/shared/ui/add-link";
import { useAudienceWords } from "@/shared/ui/audience-field";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { useStateFilter } from "@/shared/ui/use-state-filter";
import { requirements, STATES } from "./api";

export default function RequirementsPage() {
  const { t } = useTranslation("requirements");
  const audience = useAudienceWords();
  const format = useFormat();
  const { may } = useMe();
  const add = may("training:requirements.write") && <AddLink to="/manage/requirements/new" label={t("new")} />;
  return (
    <ResourceListPage
      of={requirements}
      title={t("title")}
      lede={t("lede")}
      actions={add}
      search={t("search")}
      filters={[useStateFilter(STATES)]}
      empty={{ title: t("empty.title"), text: t("empty.text"), action: add }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={[
        {
          key: "subject",
          header: t("field.subject"),
          name: true,
          cell: (row) => (
            <Named below={`${row.subject.code} · ${t(`kind.${row.subject.kind}`)}`}>
              <Link to={`/manage/requirements/${row.id}`}>
                <Localized text={row.subject.title} />
              </Link>
            </Named>
          ),
        },
        { key: "state", header: t("field.state"), cell: (row) => <StateBadge state={row.state} /> },
        { key: "who", header: t("field.applies_to"), cell: (row) => audience(row.applies_to) },
        { key: "due", header: t("field.due"), tight: true, cell: (row) => format.days(row.due_in_days) },
        {
          key: "repeat",
          header: t("field.repeat"),
          cell: (row) => (row.repeat_every_days ? t("every", { span: format.days(row.repeat_every_days) }) : t("once")),
        },
      ]}
    />
  );
}
