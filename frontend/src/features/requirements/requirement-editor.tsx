/** Write or change the draft of a requirement. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import type { Requirement } from "./api";
import { RequirementFields } from "./requirement-fields";
import type { RequirementDraft } from "./requirement-form";

const FIELDS = [
  "track_id",
  "module_id",
  "applies_to",
  "due_in_days",
  "repeat_every_days",
  "reason",
  "legal_basis",
  "sponsor_id",
];

interface RequirementEditorProps {
  /** The id of the requirement, or "new". */
  name: string;
  initial: RequirementDraft;
  etag?: string;
  subjectStays?: boolean;
  saved: string;
  save: (draft: RequirementDraft, etag: string) => Promise<Requirement>;
  onSaved?: (requirement: Requirement) => void;
  above?: (unsaved: boolean) => ReactNode;
}

export function RequirementEditor({ name, subjectStays = false, ...editor }: RequirementEditorProps) {
  const { t } = useTranslation("requirements");
  return (
    <ResourceEditor
      {...editor}
      name={`training/requirements/${name}`}
      fields={FIELDS}
      validate={{
        subject: (subject) => (subject === null ? t("need.subject") : null),
        reason: (reason) => (Object.keys(reason).length === 0 ? t("need.reason") : null),
        due_in_days: (days) => (Number(days) < 1 ? t("need.due") : null),
      }}
    >
      {(form) => <RequirementFields form={form} subjectStays={subjectStays} />}
    </ResourceEditor>
  );
}
