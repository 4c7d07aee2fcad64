/** The fields of one piece of content. */
import { ActionIcon, Button, Card, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { PictureField } from "@/shared/pictures/picture-field";
import { AudienceField } from "@/shared/ui/audience-field";
import { boundTo } from "@/shared/ui/bound-to";
import { DateField } from "@/shared/ui/date-field";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { OrganisationName } from "@/shared/ui/organisation-name";
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
      <LocalizedInput label={t("field.title")} required {...boundTo(form, "title")} />
      <TextInput label={t("field.url")} type="url" placeholder="https://" {...form.getInputProps("url")} />
      <LocalizedInput
        label={t("field.disclosure")}
        description={t("field.disclosureHint")}
        {...boundTo(form, "disclosure")}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t("field.taxonomy")}
          description={t("field.taxonomyHint")}
          data={["product", "strategy", "people"].map((value) => ({ value, label: t(`taxonomy.${value}`) }))}
          {...form.getInputProps("taxonomy")}
        />
        <DateField label={t("field.validTo")} {...boundTo(form, "valid_to")} />
        {kind === "press-release" && <DateField label={t("field.embargo")} {...boundTo(form, "embargo_until")} />}
        {kind === "vacancy" && (
          <OrganisationName field="job_profile" label={t("field.jobProfile")} {...form.getInputProps("job_profile")} />
        )}
      </SimpleGrid>
      <AudienceField label={t("field.audience")} {...boundTo(form, "audience")} />
      <PictureField service="advocacy" {...boundTo(form, "picture")} />
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
