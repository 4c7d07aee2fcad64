/** Publish or archive a track or module; what is still missing is said in words, and everything typed is saved first. */
import { Alert, Button, Card, Group, List, Stack, Text } from "@mantine/core";
import { IconArchive, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { useTell } from "@/shared/ui/use-tell";
import { useMove, type Existing, type Kind, type Move, type State } from "./api";
import { missingIn } from "./missing";

interface MovesProps {
  kind: Kind;
  existing: Existing;
  state: State;
  /** Something was typed and not saved: publishing would leave it behind. */
  unsaved: boolean;
}

export function Moves({ kind, existing, state, unsaved }: MovesProps) {
  const { t } = useTranslation("catalogue-editor");
  const tell = useTell();
  const move = useMove(kind, existing);
  const missing = missingIn(move.error);

  async function go(to: Move) {
    try {
      await move.mutateAsync(to);
      tell.done(t(`moved.${kind}.${to}`));
    } catch (error) {
      if (!isProblem(error, "NotPublishable")) tell.problem(error);
      throw error;
    }
  }

  if (state === "archived") {
    return (
      <Alert color="gray" variant="light">
        {t("archivedText")}
      </Alert>
    );
  }
  return (
    <Card padding="lg">
      <Stack gap="md">
        <Group justify="space-between" gap="md">
          <Text size="sm" c="dimmed" flex="1 1 16rem">
            {unsaved ? t("saveFirst") : t(`stands.${kind}.${state}`)}
          </Text>
          <Group gap="sm">
            <ConfirmButton
              variant="default"
              leftSection={<IconArchive size={16} aria-hidden />}
              title={t("archive")}
              text={t(`archiveText.${kind}`)}
              confirm={t("archive")}
              danger
              onConfirm={() => go("archive")}
            >
              {t("archive")}
            </ConfirmButton>
            {state === "draft" && (
              <Button
                leftSection={<IconSend size={16} aria-hidden />}
                disabled={unsaved}
                loading={move.isPending}
                onClick={() => void go("publish").catch(() => undefined)}
              >
                {t("publish")}
              </Button>
            )}
          </Group>
        </Group>
        {missing.length > 0 && (
          <Alert color="yellow" variant="light" title={t("missing.title")} role="alert">
            <List size="sm">
              {missing.map((gap) => (
                <List.Item key={gap.code}>{t(`missing.${gap.code}`, { defaultValue: gap.detail })}</List.Item>
              ))}
            </List>
          </Alert>
        )}
      </Stack>
    </Card>
  );
}
