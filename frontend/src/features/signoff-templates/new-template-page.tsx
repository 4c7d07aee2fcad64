/** A new sign-off route. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { TemplateEditor } from "./template-editor";

export default function NewTemplatePage() {
  const { t } = useTranslation("signoff-templates");
  const navigate = useNavigate();
  return (
    <Page narrow title={t("new")} lede={t("newLede")} crumbs={[{ label: t("title"), to: "/manage/signoff-templates" }]}>
      <TemplateEditor onSaved={() => void navigate({ to: "/manage/signoff-templates" })} />
    </Page>
  );
}
