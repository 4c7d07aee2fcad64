/** Write or change one module. */
import { Button, Fieldset, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormProblem, showAtFields, toFirstFault } from "@/shared/ui/form-problem";
import { KeepTyping } from "@/shared/ui/keep-typing";
import { useTell } from "@/shared/ui/use-tell";
import { useSaveModule, type Existing, type Module, type State } from "./api";
import { ContentItems } from "./content-items";
import { Goals } from "./goals";
import { ModuleFields } from "./module-fields";
import { gapsIn, moduleBodyOf, type ModuleDraft } from "./module-form";
import { Moves } from "./moves";

const FIELDS = [
  "code", "track_id", "level", "title", "goals", "minutes", "credits", "modality", "offline", "completion_rule", "owner_id",
  "platform", "audience_group", "risk_tags", "angle", "content",
];

interface ModuleEditorProps {
  initial: ModuleDraft;
  existing?: Existing & { state: State };
  onSaved: (module: Module) => void;
}

export function ModuleEditor({ initial, existing, onSaved }: ModuleEditorProps) {
  const { t } = useTranslation(["catalogue-editor", "shared"]);
  const tell = useTell();
  const save = useSaveModule(existing);
  const form = useForm<ModuleDraft>({
    initialValues: initial,
    validate: (draft) => Object.fromEntries(Object.entries(gapsIn(draft)).map(([field, key]) => [field, t(key)])),
  });

  function submit(draft: ModuleDraft) {
    save.mutate(moduleBodyOf(draft), {
      onSuccess: (module) => {
        tell.done(t("saved"));
        form.resetDirty();
        onSaved(module);
      },
      onError: (error) => showAtFields(form, error, FIELDS),
    });
  }

  return (
    <Stack gap="lg">
      <KeepTyping unsaved={form.isDirty} />
      {existing && <Moves kind="module" existing={existing} state={existing.state} unsaved={form.isDirty()} />}
      <form onSubmit={form.onSubmit(submit, toFirstFault)} noValidate>
        <Fieldset variant="unstyled" m={0} p={0} disabled={existing?.state === "archived"}>
          <Stack gap="xl">
            <ModuleFields form={form} codeStays={existing !== undefined} />
            <Goals form={form} />
            <ContentItems form={form} />
            {save.error && <FormProblem error={save.error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending}>
                {t("shared:save")}
              </Button>
            </Group>
          </Stack>
        </Fieldset>
      </form>
    </Stack>
  );
}
