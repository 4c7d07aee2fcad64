/** What earns the certificate, and how long it lasts. */
import { MultiSelect, NumberInput, SimpleGrid, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery, optionsOf } from "@/shared/catalogue/choices";
import { GuidelinePicker } from "@/shared/guidelines/guideline-picker";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { boundTo } from "@/shared/ui/bound-to";
import { CodeField } from "@/shared/ui/code-field";
import { LocalizedInput } from "@/shared/ui/localized-input";
import type { SchemeDraft } from "./scheme-form";

interface SchemeFieldsProps {
  form: UseFormReturnType<SchemeDraft>;
  codeStays: boolean;
}

export function SchemeFields({ form, codeStays }: SchemeFieldsProps) {
  const { t } = useTranslation("schemes");
  const localized = useLocalizedChoice();
  const modules = useQuery(moduleChoicesQuery());
  const draft = form.getValues();
  return (
    <Stack gap="lg">
      <LocalizedInput label={t("field.title")} required {...boundTo(form, "title")} />
      <CodeField stays={codeStays} {...form.getInputProps("code")} />
      <MultiSelect
        label={t("field.modules")}
        description={t("hint.modules")}
        searchable
        nothingFoundMessage={t("none.title")}
        data={optionsOf(modules.data ?? [], localized, draft.modules)}
        {...form.getInputProps("modules")}
        error={form.errors.modules ?? form.errors["rule.modules"]}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label={t("field.min_credits")}
          description={t("hint.min_credits")}
          min={0}
          {...form.getInputProps("min_credits")}
        />
        <NumberInput
          label={t("field.min_offline_credits")}
          description={t("hint.min_offline_credits")}
          min={0}
          {...form.getInputProps("min_offline_credits")}
        />
        <NumberInput
          label={t("field.valid_for_days")}
          description={t("hint.valid_for_days")}
          min={1}
          {...form.getInputProps("valid_for_days")}
        />
        {draft.valid_for_days !== "" && (
          <NumberInput
            label={t("field.refresher_window_days")}
            description={t("hint.refresher_window_days")}
            min={0}
            {...form.getInputProps("refresher_window_days")}
          />
        )}
      </SimpleGrid>
      <GuidelinePicker
        label={t("field.guideline_code")}
        description={t("hint.guideline_code")}
        {...form.getInputProps("guideline_code")}
        onChange={(code) => form.setFieldValue("guideline_code", code ?? "")}
      />
    </Stack>
  );
}
