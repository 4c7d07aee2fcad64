/** The fields of one thing a module shows; its kind decides which. */
import { NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { GuidelinePicker } from "@/shared/guidelines/guideline-picker";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { CONTENT_KINDS } from "../api";
import { asksFor, type ModuleDraft } from "./module-form";

interface ContentItemFieldsProps {
  form: UseFormReturnType<ModuleDraft>;
  index: number;
}

export function ContentItemFields({ form, index }: ContentItemFieldsProps) {
  const { t } = useTranslation("catalogue-editor");
  const item = form.getValues().content[index];
  if (item === undefined) return null;
  const at = `content.${index}` as const;
  const asks = asksFor(item.kind);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t("field.kind")}
          allowDeselect={false}
          data={CONTENT_KINDS.map((value) => ({ value, label: t(`contentKind.${value}`) }))}
          {...form.getInputProps(`${at}.kind`)}
        />
        <NumberInput label={t("field.itemMinutes")} min={1} max={600} {...form.getInputProps(`${at}.minutes`)} />
      </SimpleGrid>
      <LocalizedInput
        label={t("field.title")}
        required
        value={item.title}
        error={form.errors[`${at}.title`]}
        onChange={(title) => form.setFieldValue(`${at}.title`, title)}
      />
      {asks.guideline && (
        <GuidelinePicker
          label={t("field.guideline_code")}
          description={t("hint.guideline_code")}
          {...form.getInputProps(`${at}.guideline_code`)}
          onChange={(code) => form.setFieldValue(`${at}.guideline_code`, code ?? "")}
        />
      )}
      {asks.url && (
        <TextInput label={t("field.url")} type="url" placeholder="https://" {...form.getInputProps(`${at}.url`)} />
      )}
      <LocalizedInput
        label={t("field.body")}
        description={t(asks.body ? "hint.body" : "hint.bodyBeside")}
        multiline
        value={item.body}
        error={form.errors[`${at}.body`]}
        onChange={(text) => form.setFieldValue(`${at}.body`, text)}
      />
      {form.errors[at] && (
        <Text size="sm" c="red" role="alert">
          {form.errors[at]}
        </Text>
      )}
    </Stack>
  );
}
