/** The fields of one track. */
import { Button, Fieldset, Group, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { AudienceFields } from "@/shared/ui/audience-fields";
import { FormProblem, showAtFields, toFirstFault } from "@/shared/ui/form-problem";
import { KeepTyping } from "@/shared/ui/keep-typing";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { useTell } from "@/shared/ui/use-tell";
import { COMPONENTS, PHASES, useSaveTrack, type Track } from "./api";
import { Moves } from "./moves";
import { NEW_TRACK, trackBodyOf, trackDraftOf, type TrackDraft } from "./track-form";

const FIELDS = ["code", "title", "description", "phase", "component", "audience"];

interface TrackEditorProps {
  existing?: { track: Track; etag: string };
  onSaved: (track: Track) => void;
}

export function TrackEditor({ existing, onSaved }: TrackEditorProps) {
  const { t } = useTranslation(["catalogue-editor", "shared"]);
  const tell = useTell();
  const track = existing?.track;
  const save = useSaveTrack(existing && { id: existing.track.id, etag: existing.etag });
  const form = useForm<TrackDraft>({
    initialValues: track ? trackDraftOf(track) : NEW_TRACK,
    validate: {
      code: (code) => (code.trim() === "" ? t("need.code") : null),
      title: (title) => (Object.keys(title).length === 0 ? t("need.title") : null),
    },
  });
  const draft = form.getValues();

  function submit(values: TrackDraft) {
    save.mutate(trackBodyOf(values), {
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
      {existing && <Moves kind="track" existing={{ id: existing.track.id, etag: existing.etag }} state={existing.track.state} unsaved={form.isDirty()} />}
      <form onSubmit={form.onSubmit(submit, toFirstFault)} noValidate>
        <Fieldset variant="unstyled" m={0} p={0} disabled={track?.state === "archived"}>
          <Stack gap="lg">
            <TextInput
              label={t("field.code")}
              description={t(track ? "hint.codeStays" : "hint.code")}
              required
              readOnly={track !== undefined}
              {...form.getInputProps("code")}
            />
            <LocalizedInput
              label={t("field.title")}
              required
              value={draft.title}
              error={form.errors.title}
              onChange={(title) => form.setFieldValue("title", title)}
            />
            <LocalizedInput
              label={t("field.description")}
              multiline
              value={draft.description}
              error={form.errors.description}
              onChange={(description) => form.setFieldValue("description", description)}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Select
                label={t("field.phase")}
                description={t("hint.phase")}
                allowDeselect={false}
                data={PHASES.map((value) => ({ value, label: t(`phase.${value}`) }))}
                {...form.getInputProps("phase")}
              />
              <Select
                label={t("field.component")}
                description={t("hint.component")}
                allowDeselect={false}
                data={COMPONENTS.map((value) => ({ value, label: t(`component.${value}`) }))}
                {...form.getInputProps("component")}
              />
            </SimpleGrid>
            <AudienceFields
              label={t("field.audience")}
              value={draft.audience}
              error={form.errors.audience}
              onChange={(audience) => form.setFieldValue("audience", audience)}
            />
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
