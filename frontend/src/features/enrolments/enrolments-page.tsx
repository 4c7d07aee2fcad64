/** Who is learning what now: my people for a manager, everybody for those who keep completions. */
import { useTranslation } from "react-i18next";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { useStateFilter } from "@/shared/ui/use-state-filter";
import { enrolments, STATES } from "./api";
import { EnrolButton } from "./enrol-button";
import { useEnrolmentColumns } from "./use-enrolment-columns";

export default function EnrolmentsPage() {
  const { t } = useTranslation("enrolments");
  return (
    <ResourceListPage
      of={enrolments}
      title={t("title")}
      lede={t("lede")}
      actions={<EnrolButton />}
      search={t("search")}
      filters={[useStateFilter(STATES)]}
      empty={{ title: t("empty.title"), text: t("empty.text"), action: <EnrolButton /> }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={useEnrolmentColumns()}
    />
  );
}
