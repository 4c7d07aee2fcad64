/** Write or change one piece of content. */
import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormProblem, showAtFields } from "@/shared/ui/form-problem";
import { KeepTyping } from "@/shared/ui/keep-typing";
import { useTell } from "@/shared/ui/use-tell";
import { useSaveContent, type Content } from "./api";
import { ContentFields } from "./content-fields";
import { bodyOf, type ContentDraft } from "./content-form";

const FIELDS = ["kind", "title", "url", "language", "disclosure", "taxonomy", "valid_to", "embargo_until", "job_profile", "audience", "variants"];

interface ContentEditorProps {
  initial: ContentDraft;
  existing?: { id: string; etag: string };
  onSaved: (content: Content) => void;
}

export function ContentEditor({ initial, existing, onSaved }: ContentEditorProps) {
  const { t } = useTranslation(["content", "shared"]);
  const tell = useTell();
  const save = useSaveContent(existing);
  const form = useForm<ContentDraft>({ initialValues: initial });

  function submit(draft: ContentDraft) {
    save.mutate(bodyOf(draft), {
      onSuccess: (content) => {
        tell.done(t("saved"));
        form.resetDirty();
        onSaved(content);
      },
      onError: (error) => showAtFields(form, error, FIELDS),
    });
  }

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <KeepTyping unsaved={form.isDirty} />
      <Stack gap="lg">
        <ContentFields form={form} />
        {save.error && <FormProblem error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t("shared:save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
