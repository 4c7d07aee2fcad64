/** The fields of one track. */
import { Select, SimpleGrid } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { lacksWords } from "@/shared/pictures/picture-draft";
import { PictureField } from "@/shared/pictures/picture-field";
import { AudienceField } from "@/shared/ui/audience-field";
import { boundTo } from "@/shared/ui/bound-to";
import { CodeField } from "@/shared/ui/code-field";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { COMPONENTS, PHASES, tracks, type Track } from "../api";
import { Moves } from "../moves";
import { changeOf, NEW_TRACK, trackBodyOf, trackDraftOf, type TrackDraft } from "./track-form";

interface TrackEditorProps {
  existing?: { value: Track; etag: string };
  onSaved?: (track: Track) => void;
}

export function TrackEditor({ existing, ...editor }: TrackEditorProps) {
  const { t } = useTranslation(["catalogue-editor", "pictures"]);
  const track = existing?.value;
  const create = tracks.useCreate();
  const change = tracks.useChange();
  return (
    <ResourceEditor
      {...editor}
      name={`training/tracks/${track?.id ?? "new"}`}
      initial={track ? trackDraftOf(track) : NEW_TRACK}
      {...(existing ? { etag: existing.etag } : {})}
      locked={track?.state === "archived"}
      validate={{
        code: (code) => (code.trim() === "" ? t("need.code") : null),
        title: (title) => (Object.keys(title).length === 0 ? t("need.title") : null),
        picture: (picture) => (lacksWords(picture) ? t("pictures:needWords") : null),
      }}
      saved={t("saved")}
      save={(draft, etag) =>
        track
          ? change.mutateAsync({ id: track.id, etag, body: changeOf(draft) })
          : create.mutateAsync(trackBodyOf(draft))
      }
      above={(unsaved) => track && <Moves kind="track" thing={track} unsaved={unsaved} />}
    >
      {(form) => <TrackFields form={form} codeStays={track !== undefined} />}
    </ResourceEditor>
  );
}

function TrackFields({ form, codeStays }: { form: UseFormReturnType<TrackDraft>; codeStays: boolean }) {
  const { t } = useTranslation("catalogue-editor");
  return (
    <>
      <CodeField stays={codeStays} {...form.getInputProps("code")} />
      <LocalizedInput label={t("field.title")} required {...boundTo(form, "title")} />
      <LocalizedInput label={t("field.description")} multiline {...boundTo(form, "description")} />
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
      <PictureField service="training" {...boundTo(form, "picture")} />
      <AudienceField label={t("field.audience")} {...boundTo(form, "audience")} />
    </>
  );
}
