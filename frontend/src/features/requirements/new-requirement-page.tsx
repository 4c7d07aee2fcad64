/** A new requirement; nobody gets it until it is activated. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { useTell } from "@/shared/ui/use-tell";
import { useRequire } from "./api";
import { RequirementEditor } from "./requirement-editor";
import { NEW_REQUIREMENT, requirementBodyOf, type RequirementDraft } from "./requirement-form";

export default function NewRequirementPage() {
  const { t } = useTranslation("requirements");
  const navigate = useNavigate();
  const tell = useTell();
  const save = useRequire();

  async function create(draft: RequirementDraft) {
    const requirement = await save.mutateAsync(requirementBodyOf(draft));
    tell.done(t("savedDraft"));
    return () => void navigate({ to: `/manage/requirements/${requirement.id}` });
  }

  return (
    <Page narrow title={t("new")} lede={t("newLede")} crumbs={[{ label: t("title"), to: "/manage/requirements" }]}>
      <RequirementEditor initial={NEW_REQUIREMENT} saving={save} onSave={create} />
    </Page>
  );
}
