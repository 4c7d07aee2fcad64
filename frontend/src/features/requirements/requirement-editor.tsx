/** Write or change the draft of a requirement. */
import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { FormProblem, showAtFields, toFirstFault } from "@/shared/ui/form-problem";
import { KeepTyping } from "@/shared/ui/keep-typing";
import { RequirementFields } from "./requirement-fields";
import type { RequirementDraft } from "./requirement-form";

const FIELDS = [
  "track_id", "module_id", "applies_to", "due_in_days", "repeat_every_days", "reason", "legal_basis", "sponsor_id",
];

interface RequirementEditorProps {
  initial: RequirementDraft;
  subjectStays?: boolean;
  saving: { isPending: boolean; error: unknown };
  /** Told whenever what is typed starts or stops to differ from what is saved. */
  onUnsaved?: (unsaved: boolean) => void;
  /** Resolves when it is saved, with what comes next; rejects with the problem. */
  onSave: (draft: RequirementDraft) => Promise<(() => void) | undefined>;
}

export function RequirementEditor({ initial, subjectStays = false, saving, onUnsaved, onSave }: RequirementEditorProps) {
  const { t } = useTranslation(["requirements", "shared"]);
  const form = useForm<RequirementDraft>({
    initialValues: initial,
    validate: {
      subject: (subject) => (subject === null ? t("need.subject") : null),
      reason: (reason) => (Object.keys(reason).length === 0 ? t("need.reason") : null),
      due_in_days: (days) => (Number(days) < 1 ? t("need.due") : null),
    },
  });
  const unsaved = form.isDirty();
  useEffect(() => onUnsaved?.(unsaved), [onUnsaved, unsaved]);

  async function submit(draft: RequirementDraft) {
    try {
      const next = await onSave(draft);
      form.resetDirty();
      next?.();
    } catch (error) {
      showAtFields(form, error, FIELDS);
    }
  }

  return (
    <form onSubmit={form.onSubmit((draft) => void submit(draft), toFirstFault)} noValidate>
      <KeepTyping unsaved={form.isDirty} />
      <Stack gap="lg">
        <RequirementFields form={form} subjectStays={subjectStays} />
        <FormProblem error={saving.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {t("shared:save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
