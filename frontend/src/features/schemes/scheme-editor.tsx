/** Write a scheme, until it is published. */
import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormProblem, showAtFields, toFirstFault } from "@/shared/ui/form-problem";
import { KeepTyping } from "@/shared/ui/keep-typing";
import { useTell } from "@/shared/ui/use-tell";
import { useSaveScheme, type Scheme } from "./api";
import { SchemeFields } from "./scheme-fields";
import { NEW_SCHEME, schemeBodyOf, schemeDraftOf, type SchemeDraft } from "./scheme-form";
import { SchemeMoves } from "./scheme-moves";

const FIELDS = ["code", "title", "rule", "guideline_code", "valid_for_days", "refresher_window_days"];

interface SchemeEditorProps {
  existing?: { scheme: Scheme; etag: string };
  onSaved: (scheme: Scheme) => void;
}

export function SchemeEditor({ existing, onSaved }: SchemeEditorProps) {
  const { t } = useTranslation(["schemes", "shared"]);
  const tell = useTell();
  const scheme = existing?.scheme;
  const save = useSaveScheme(existing && { id: existing.scheme.id, etag: existing.etag });
  const form = useForm<SchemeDraft>({
    initialValues: scheme ? schemeDraftOf(scheme) : NEW_SCHEME,
    validate: {
      code: (code) => (code.trim() === "" ? t("need.code") : null),
      title: (title) => (Object.keys(title).length === 0 ? t("need.title") : null),
    },
  });

  function submit(draft: SchemeDraft) {
    save.mutate(schemeBodyOf(draft), {
      onSuccess: (saved) => {
        tell.done(t("saved"));
        form.resetDirty();
        onSaved(saved);
      },
      onError: (error) => showAtFields(form, error, FIELDS),
    });
  }

  return (
    <Stack gap="lg">
      <KeepTyping unsaved={form.isDirty} />
      {scheme && <SchemeMoves scheme={scheme} unsaved={form.isDirty()} />}
      <form onSubmit={form.onSubmit(submit, toFirstFault)} noValidate>
        <Stack gap="lg">
          <SchemeFields form={form} codeStays={scheme !== undefined} />
          <FormProblem error={save.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {t("shared:save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
