/** A new certification scheme; it certifies nobody until it is published. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { SchemeEditor } from "./scheme-editor";

export default function NewSchemePage() {
  const { t } = useTranslation("schemes");
  const navigate = useNavigate();
  return (
    <Page narrow title={t("new")} lede={t("newLede")} crumbs={[{ label: t("title"), to: "/manage/schemes" }]}>
      <SchemeEditor onSaved={(scheme) => void navigate({ to: `/manage/schemes/${scheme.id}` })} />
    </Page>
  );
}
