/** What a module shows, in its order. */
import { ActionIcon, Button, Card, Group, Menu, Stack, Text, Title } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CONTENT_KINDS } from "../api";
import { ContentItemFields } from "./content-item-fields";
import { moved, newItem, type ModuleDraft } from "./module-form";

export function ContentItems({ form }: { form: UseFormReturnType<ModuleDraft> }) {
  const { t } = useTranslation("catalogue-editor");
  const items = form.getValues().content;
  const move = (from: number, to: number) => form.setFieldValue("content", moved(items, from, to));
  return (
    <Stack gap="sm" component="section">
      <div>
        <Title order={2} size="h3">
          {t("content.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("content.hint")}
        </Text>
      </div>
      {items.map((item, index) => (
        <Card key={item.key} padding="md" component="section" aria-label={t("content.one", { number: index + 1 })}>
          <Group justify="space-between" mb="sm" wrap="nowrap">
            <Text fw={650}>
              {index + 1}. {t(`contentKind.${item.kind}`)}
            </Text>
            <Group gap={4} wrap="nowrap">
              <Step
                label={t("content.up", { number: index + 1 })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={18} aria-hidden />
              </Step>
              <Step
                label={t("content.down", { number: index + 1 })}
                disabled={index === items.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={18} aria-hidden />
              </Step>
              <Step
                label={t("content.remove", { number: index + 1 })}
                onClick={() => form.removeListItem("content", index)}
              >
                <IconTrash size={18} aria-hidden />
              </Step>
            </Group>
          </Group>
          <ContentItemFields form={form} index={index} />
        </Card>
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" w="fit-content" leftSection={<IconPlus size={16} aria-hidden />}>
            {t("content.add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {CONTENT_KINDS.map((kind) => (
            <Menu.Item key={kind} onClick={() => form.insertListItem("content", newItem(kind))}>
              {t(`contentKind.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Stack>
  );
}

interface StepProps {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Step({ label, children, ...button }: StepProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} {...button}>
      {children}
    </ActionIcon>
  );
}
