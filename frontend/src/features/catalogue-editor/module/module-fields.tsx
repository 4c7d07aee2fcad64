/** What a module is, what it asks and who keeps it true. */
import { Autocomplete, Checkbox, NumberInput, Select, SimpleGrid, Stack, TagsInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery, optionsOf, trackChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { PictureField } from "@/shared/pictures/picture-field";
import { boundTo } from "@/shared/ui/bound-to";
import { CodeField } from "@/shared/ui/code-field";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { PersonPicker } from "@/shared/ui/person-picker";
import { COMPLETION_RULES, MODALITIES } from "../api";
import { toldByModality, type ModuleDraft } from "./module-form";

interface ModuleFieldsProps {
  form: UseFormReturnType<ModuleDraft>;
  codeStays: boolean;
}

export function ModuleFields({ form, codeStays }: ModuleFieldsProps) {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalizedChoice();
  const tracks = useQuery(trackChoicesQuery());
  const others = useQuery(moduleChoicesQuery()).data ?? [];
  const draft = form.getValues();
  return (
    <Stack gap="lg">
      <LocalizedInput label={t("field.title")} required {...boundTo(form, "title")} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <CodeField stays={codeStays} {...form.getInputProps("code")} />
        <Select
          label={t("field.track")}
          description={t("hint.track")}
          required
          searchable
          allowDeselect={false}
          data={optionsOf(tracks.data ?? [], localized, draft.track_id ? [draft.track_id] : [])}
          {...form.getInputProps("track_id")}
        />
        <NumberInput
          label={t("field.level")}
          description={t("hint.level")}
          min={1}
          max={20}
          {...form.getInputProps("level")}
        />
        <NumberInput
          label={t("field.minutes")}
          description={t("hint.minutes")}
          required
          min={1}
          {...form.getInputProps("minutes")}
        />
        <NumberInput
          label={t("field.credits")}
          description={t("hint.credits")}
          min={0}
          {...form.getInputProps("credits")}
        />
        <Select
          label={t("field.completion_rule")}
          description={t("hint.completion_rule")}
          clearable
          data={COMPLETION_RULES.map((value) => ({ value, label: t(`completionRule.${value}`) }))}
          {...form.getInputProps("completion_rule")}
        />
        <Select
          label={t("field.modality")}
          allowDeselect={false}
          data={MODALITIES.map((value) => ({ value, label: t(`modality.${value}`) }))}
          {...form.getInputProps("modality")}
        />
        <PersonPicker label={t("field.owner")} {...boundTo(form, "owner_id")} />
        <Autocomplete
          label={t("field.platform")}
          description={t("hint.platform")}
          data={used(others.map(({ platform }) => platform))}
          {...form.getInputProps("platform")}
        />
        <Autocomplete
          label={t("field.audience_group")}
          description={t("hint.audience_group")}
          data={used(others.map(({ audience_group }) => audience_group))}
          {...form.getInputProps("audience_group")}
        />
        <TagsInput
          label={t("field.risk_tags")}
          data={used(others.flatMap(({ risk_tags }) => risk_tags))}
          {...form.getInputProps("risk_tags")}
        />
        <Select
          label={t("field.angle")}
          clearable
          data={(["opportunity", "risk"] as const).map((value) => ({ value, label: t(`angle.${value}`) }))}
          {...form.getInputProps("angle")}
        />
      </SimpleGrid>
      <PictureField service="training" {...boundTo(form, "picture")} />
      <Checkbox
        label={t("field.offline")}
        description={t("hint.offline")}
        checked={draft.offline ?? toldByModality(draft.modality)}
        onChange={(event) => form.setFieldValue("offline", event.currentTarget.checked)}
      />
    </Stack>
  );
}

/** What other modules say in the same place, to say the same thing in the same word. */
function used(words: readonly (string | null | undefined)[]): string[] {
  return [...new Set(words.flatMap((word) => word || []))].sort();
}
