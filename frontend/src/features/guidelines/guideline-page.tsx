/** One guideline by its code. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page } from "@/shared/ui/page";
import { inForceQuery } from "./api";
import { GuidelineInForce } from "./guideline-in-force";

export default function GuidelinePage() {
  const { t } = useTranslation("guidelines");
  const code = useRouteParam("code");
  const { data } = useQuery(inForceQuery(code));
  return (
    <Page title={data ? data.title : t("title")} lede={t("lede")} crumbs={[{ label: t("title"), to: "/guidelines" }]}>
      <GuidelineInForce key={code} code={code} />
    </Page>
  );
}
