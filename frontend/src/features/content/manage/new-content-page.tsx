/** A new piece of content; it stays a draft until it is published. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { ContentEditor } from "./content-editor";

export default function NewContentPage() {
  const { t } = useTranslation("content");
  const navigate = useNavigate();
  return (
    <Page
      narrow
      title={t("manage.new")}
      lede={t("manage.newLede")}
      crumbs={[{ label: t("manage.title"), to: "/manage/content" }]}
    >
      <ContentEditor onSaved={(content) => void navigate({ to: `/manage/content/${content.id}` })} />
    </Page>
  );
}
