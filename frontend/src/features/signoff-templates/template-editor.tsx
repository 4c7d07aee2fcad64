/** Build a sign-off route stage by stage. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ModuleCodePicker } from "@/shared/catalogue/module-code-picker";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { templates, type Template } from "./api";
import { StageFields } from "./stage-fields";
import { bodyOf, draftOf, emptyDraft, faultsIn, newStage, type TemplateDraft } from "./template-form";

interface TemplateEditorProps {
  existing?: { value: Template; etag: string };
  onSaved: () => void;
}

export function TemplateEditor({ existing, onSaved }: TemplateEditorProps) {
  const { t } = useTranslation("signoff-templates");
  const create = templates.useCreate();
  const change = templates.useChange();
  const id = existing?.value.id;
  const [initial] = useState(() => (existing ? draftOf(existing.value) : emptyDraft()));
  return (
    <ResourceEditor
      name={`governance/signoff-templates/${id ?? "new"}`}
      initial={initial}
      {...(existing ? { etag: existing.etag } : {})}
      validate={(draft) => Object.fromEntries(faultsIn(draft).map(({ path, fault }) => [path, t(`fault.${fault}`)]))}
      saved={t("saved")}
      save={(draft, etag) =>
        id ? change.mutateAsync({ id, etag, body: bodyOf(draft) }) : create.mutateAsync(bodyOf(draft))
      }
      onSaved={onSaved}
    >
      {(form) => <TemplateFields form={form} />}
    </ResourceEditor>
  );
}

function TemplateFields({ form }: { form: UseFormReturnType<TemplateDraft> }) {
  const { t } = useTranslation("signoff-templates");
  return (
    <>
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
      <ModuleCodePicker
        label={t("field.module")}
        description={t("field.moduleHint")}
        {...form.getInputProps("reviewer_module")}
        onChange={(code) => form.setFieldValue("reviewer_module", code ?? "")}
      />
    </>
  );
}

/** Writing together comes before deciding. */
function firstDecision(draft: TemplateDraft): number {
  const index = draft.stages.findIndex((stage) => stage.kind === "decide");
  return index < 0 ? draft.stages.length : index;
}
