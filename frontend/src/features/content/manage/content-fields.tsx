/** The fields of one piece of content. */
import { ActionIcon, Button, Card, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { AudienceField } from "@/shared/ui/audience-field";
import { DateField } from "@/shared/ui/date-field";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { KINDS } from "../api";
import type { ContentDraft } from "./content-form";
import { NETWORK_NAMES, NETWORKS } from "../networks";

const languages = LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }));

export function ContentFields({ form }: { form: UseFormReturnType<ContentDraft> }) {
  const { t } = useTranslation("content");
  const { kind } = form.getValues();
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t("field.kind")}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          {...form.getInputProps("kind")}
        />
        <Select
          label={t("field.language")}
          allowDeselect={false}
          data={languages}
          {...form.getInputProps("language")}
        />
      </SimpleGrid>
      <LocalizedInput
        label={t("field.title")}
        required
        value={form.getValues().title}
        error={form.errors.title}
        onChange={(title) => form.setFieldValue("title", title)}
      />
      <TextInput label={t("field.url")} type="url" placeholder="https://" {...form.getInputProps("url")} />
      <LocalizedInput
        label={t("field.disclosure")}
        description={t("field.disclosureHint")}
        value={form.getValues().disclosure}
        error={form.errors.disclosure}
        onChange={(disclosure) => form.setFieldValue("disclosure", disclosure)}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t("field.taxonomy")}
          description={t("field.taxonomyHint")}
          data={["product", "strategy", "people"].map((value) => ({ value, label: t(`taxonomy.${value}`) }))}
          {...form.getInputProps("taxonomy")}
        />
        <DateField
          label={t("field.validTo")}
          value={form.getValues().valid_to}
          error={form.errors.valid_to}
          onChange={(day) => form.setFieldValue("valid_to", day)}
        />
        {kind === "press-release" && (
          <DateField
            label={t("field.embargo")}
            value={form.getValues().embargo_until}
            error={form.errors.embargo_until}
            onChange={(day) => form.setFieldValue("embargo_until", day)}
          />
        )}
        {kind === "vacancy" && <TextInput label={t("field.jobProfile")} {...form.getInputProps("job_profile")} />}
      </SimpleGrid>
      <AudienceField
        label={t("field.audience")}
        value={form.getValues().audience}
        error={form.errors.audience}
        onChange={(audience) => form.setFieldValue("audience", audience)}
      />
      <Variants form={form} />
    </Stack>
  );
}

function Variants({ form }: { form: UseFormReturnType<ContentDraft> }) {
  const { t } = useTranslation("content");
  return (
    <Stack gap="sm">
      <Text fw={650} component="h2">
        {t("field.variants")}
      </Text>
      {form.getValues().variants.map((_, index) => (
        <Card key={form.key(`variants.${index}`)} padding="md">
          <Stack gap="sm">
            <Group align="flex-end" wrap="nowrap">
              <Select
                flex={1}
                label={t("field.network")}
                allowDeselect={false}
                data={NETWORKS.map((value) => ({ value, label: NETWORK_NAMES[value] }))}
                {...form.getInputProps(`variants.${index}.network`)}
              />
              <Select
                flex={1}
                label={t("field.language")}
                allowDeselect={false}
                data={languages}
                {...form.getInputProps(`variants.${index}.language`)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t("field.removeVariant", { number: index + 1 })}
                onClick={() => form.removeListItem("variants", index)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
            <Textarea label={t("field.text")} autosize minRows={2} {...form.getInputProps(`variants.${index}.text`)} />
          </Stack>
        </Card>
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => form.insertListItem("variants", { network: "linkedin", language: "en", text: "" })}
        >
          {t("field.addVariant")}
        </Button>
      </div>
    </Stack>
  );
}
