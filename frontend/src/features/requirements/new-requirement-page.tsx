/** A new requirement; nobody gets it until it is activated. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { requirements } from "./api";
import { RequirementEditor } from "./requirement-editor";
import { NEW_REQUIREMENT, requirementBodyOf } from "./requirement-form";

export default function NewRequirementPage() {
  const { t } = useTranslation("requirements");
  const navigate = useNavigate();
  const create = requirements.useCreate();
  return (
    <Page narrow title={t("new")} lede={t("newLede")} crumbs={[{ label: t("title"), to: "/manage/requirements" }]}>
      <RequirementEditor
        name="new"
        initial={NEW_REQUIREMENT}
        saved={t("savedDraft")}
        save={(draft) => create.mutateAsync(requirementBodyOf(draft))}
        onSaved={(requirement) => void navigate({ to: `/manage/requirements/${requirement.id}` })}
      />
    </Page>
  );
}
