/** Build a sign-off route stage by stage. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { FormProblem, showAtFields, toFirstFault } from "@/shared/ui/form-problem";
import { KeepTyping } from "@/shared/ui/keep-typing";
import { useTell } from "@/shared/ui/use-tell";
import { useSaveTemplate } from "./api";
import { StageFields } from "./stage-fields";
import { bodyOf, faultsIn, newStage, type TemplateDraft } from "./template-form";

interface TemplateEditorProps {
  initial: TemplateDraft;
  existing?: { id: string; etag: string };
  onSaved: () => void;
}

export function TemplateEditor({ initial, existing, onSaved }: TemplateEditorProps) {
  const { t } = useTranslation(["signoff-templates", "shared"]);
  const tell = useTell();
  const [key] = useState(newKey);
  const save = useSaveTemplate(key, existing);
  const form = useForm<TemplateDraft>({ initialValues: initial });

  function submit(draft: TemplateDraft) {
    const faults = faultsIn(draft);
    if (faults.length > 0) {
      form.setErrors(Object.fromEntries(faults.map(({ path, fault }) => [path, t(`fault.${fault}`)])));
      return toFirstFault();
    }
    save.mutate(bodyOf(draft), {
      onSuccess: () => {
        tell.done(t("saved"));
        form.resetDirty();
        onSaved();
      },
      onError: (error) => showAtFields(form, error, ["name", "stages", "reviewer_module"]),
    });
  }

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <KeepTyping unsaved={form.isDirty} />
      <Stack gap="lg">
        <TextInput label={t("field.name")} required {...form.getInputProps("name")} />
        {form.values.stages.map((stage, index) => (
          <StageFields key={stage.key} form={form} index={index} />
        ))}
        {form.errors.stages && (
          <Text c="red.8" role="alert">
            {form.errors.stages}
          </Text>
        )}
        <Group>
          <Button
            variant="light"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => form.insertListItem("stages", newStage("decide"))}
          >
            {t("addDecide")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => form.insertListItem("stages", newStage("co-create"), firstDecision(form.values))}
          >
            {t("addTogether")}
          </Button>
        </Group>
        <TextInput label={t("field.module")} description={t("field.moduleHint")} {...form.getInputProps("reviewer_module")} />
        <FormProblem error={save.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t("shared:save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Writing together comes before deciding. */
function firstDecision(draft: TemplateDraft): number {
  const index = draft.stages.findIndex((stage) => stage.kind === "decide");
  return index < 0 ? draft.stages.length : index;
}
