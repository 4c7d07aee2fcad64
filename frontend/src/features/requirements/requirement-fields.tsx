/** What is asked, of whom, by when and why. */
import { NumberInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery, optionsOf, trackChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { AudienceField } from "@/shared/ui/audience-field";
import { boundTo } from "@/shared/ui/bound-to";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { PersonPicker } from "@/shared/ui/person-picker";
import type { RequirementDraft } from "./requirement-form";

interface RequirementFieldsProps {
  form: UseFormReturnType<RequirementDraft>;
  /** A requirement keeps what it is about. */
  subjectStays: boolean;
}

export function RequirementFields({ form, subjectStays }: RequirementFieldsProps) {
  const { t } = useTranslation("requirements");
  return (
    <Stack gap="lg">
      {!subjectStays && <SubjectChoice form={form} />}
      <AudienceField label={t("field.applies_to")} {...boundTo(form, "applies_to")} />
      <LocalizedInput
        label={t("field.reason")}
        description={t("hint.reason")}
        required
        multiline
        {...boundTo(form, "reason")}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label={t("field.due_in_days")}
          description={t("hint.due_in_days")}
          required
          min={1}
          max={3650}
          {...form.getInputProps("due_in_days")}
        />
        <NumberInput
          label={t("field.repeat_every_days")}
          description={t("hint.repeat_every_days")}
          min={1}
          max={3650}
          {...form.getInputProps("repeat_every_days")}
        />
        <PersonPicker label={t("field.sponsor")} description={t("hint.sponsor")} {...boundTo(form, "sponsor_id")} />
        <TextInput
          label={t("field.legal_basis")}
          description={t("hint.legal_basis")}
          {...form.getInputProps("legal_basis")}
        />
      </SimpleGrid>
    </Stack>
  );
}

function SubjectChoice({ form }: { form: UseFormReturnType<RequirementDraft> }) {
  const { t } = useTranslation("requirements");
  const localized = useLocalizedChoice();
  const tracks = useQuery(trackChoicesQuery());
  const modules = useQuery(moduleChoicesQuery());
  const as = (kind: "track" | "module") => (option: { value: string; label: string }) => ({
    ...option,
    value: `${kind}:${option.value}`,
  });
  return (
    <Select
      label={t("field.subject")}
      description={t("hint.subject")}
      required
      searchable
      nothingFoundMessage={t("none.title")}
      data={[
        { group: t("kind.tracks"), items: optionsOf(tracks.data ?? [], localized).map(as("track")) },
        { group: t("kind.modules"), items: optionsOf(modules.data ?? [], localized).map(as("module")) },
      ]}
      {...form.getInputProps("subject")}
      error={form.errors.subject ?? form.errors.track_id ?? form.errors.module_id}
    />
  );
}
