/** Who was asked about a version of a guideline, who answered, and who has not yet; a manager's own people alone. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AnswersToVersion } from "@/shared/guidelines/answers-to-version";
import { useLocalized } from "@/shared/i18n/localized";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { useMe } from "@/shared/session/me";
import { Page } from "@/shared/ui/page";
import { guidelineQuery } from "./api";

export default function AnswersPage() {
  const { t } = useTranslation("acknowledgements");
  const localized = useLocalized();
  const { may } = useMe();
  const guideline = useRouteParam("id");
  const number = useRouteParam("number");
  const { data } = useQuery(guidelineQuery(guideline));
  const name = data ? localized(data.title) : t("answers.guideline");
  return (
    <Page
      title={t("answers.title", { number })}
      lede={t(may("governance:acknowledgements.read-people") ? "answers.lede" : "answers.ledeOwn")}
      crumbs={[
        { to: "/guidelines", label: t("guidelines") },
        { to: `/guidelines/${data?.code ?? guideline}`, label: name },
      ]}
    >
      <AnswersToVersion guideline={guideline} number={number} title={`${name} ${number}`} />
    </Page>
  );
}
