/** One sign-off route: other stages for the sign-offs to come, or no more of them. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { ResourcePage } from "@/shared/ui/resource-page";
import { templates } from "./api";
import { TemplateEditor } from "./template-editor";

export default function EditTemplatePage() {
  const { t } = useTranslation("signoff-templates");
  const navigate = useNavigate();
  const back = () => void navigate({ to: "/manage/signoff-templates" });
  const retire = {
    label: t("retire.action"),
    done: t("retire.done"),
    title: t("retire.title"),
    ask: t("retire.text"),
    variant: "default",
  } as const;
  return (
    <ResourcePage
      of={templates}
      kind={t("one")}
      title={(template) => template.name}
      lede={() => t("editLede")}
      mark={() => null}
      crumbs={() => [{ label: t("title"), to: "/manage/signoff-templates" }]}
      actions={(template) => <MoveButtons of={templates} thing={template} words={{ retire }} onMoved={back} />}
    >
      {(read) => <TemplateEditor key={read.etag} existing={read} onSaved={back} />}
    </ResourcePage>
  );
}
