/** Chosen people as a list to paste elsewhere: a letter, a chat, a call sheet. */
import { Button, Group, Text } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PersonInState } from "@/shared/api/people-list";
import { useNotify } from "./use-notify";

interface CopyPeopleProps {
  people: readonly PersonInState[];
  onClear: () => void;
}

export function CopyPeople({ people, onClear }: CopyPeopleProps) {
  const { t } = useTranslation("shared");
  const notify = useNotify();
  if (people.length === 0) return null;

  async function copy() {
    const lines = people.map((one) => [`${one.given_name} ${one.family_name}`, one.department ?? ""].join("\t").trim());
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      notify.done(t("people.copied", { count: people.length }));
    } catch (error) {
      notify.problem(error);
    }
  }

  return (
    <Group gap="sm" mb="md" role="status">
      <Text size="sm">{t("people.chosen", { count: people.length })}</Text>
      <Button size="compact-sm" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
        {t("people.copy")}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t("people.clear")}
      </Button>
    </Group>
  );
}
