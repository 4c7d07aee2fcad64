/** Chosen people as a list to paste elsewhere: a letter, a chat, a call sheet. */
import { Button, Group, Text } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PersonInState } from "@/shared/api/people-list";
import { useNotify } from "./use-notify";

interface CopyPeopleProps {
  people: readonly PersonInState[];
  onClear: () => void;
  /** What else can be done with them: buttons. */
  children?: ReactNode;
}

export function CopyPeople({ people, onClear, children }: CopyPeopleProps) {
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
    <Group gap="sm" mb="md">
      <Text size="sm" role="status">
        {t("people.chosen", { count: people.length })}
      </Text>
      {children}
      <Button size="sm" variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
        {t("people.copy")}
      </Button>
      <Button size="sm" variant="subtle" onClick={onClear}>
        {t("people.clear")}
      </Button>
    </Group>
  );
}
