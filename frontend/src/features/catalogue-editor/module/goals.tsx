/** What somebody can do after a module, one sentence each. */
import { ActionIcon, Button, Group, Stack, Text, Title } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { newGoal, type ModuleDraft } from "./module-form";

export function Goals({ form }: { form: UseFormReturnType<ModuleDraft> }) {
  const { t } = useTranslation("catalogue-editor");
  return (
    <Stack gap="sm" component="section">
      <div>
        <Title order={2} size="h3">
          {t("goals.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("goals.hint")}
        </Text>
      </div>
      {form.getValues().goals.map((goal, index) => (
        <Group key={goal.key} align="flex-end" wrap="nowrap">
          <div style={{ flex: 1 }}>
            <LocalizedInput
              label={t("goals.one", { number: index + 1 })}
              value={goal.text}
              error={form.errors[`goals.${index}`]}
              onChange={(text) => form.setFieldValue(`goals.${index}.text`, text)}
            />
          </div>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("goals.remove", { number: index + 1 })}
            onClick={() => form.removeListItem("goals", index)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => form.insertListItem("goals", newGoal())}
        >
          {t("goals.add")}
        </Button>
      </div>
    </Stack>
  );
}
