/** Asks before a page with unsaved input is left. */
import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

interface UnsavedGuardProps {
  /** Asked at the moment of leaving: a form that was just saved answers no at once. */
  unsaved: () => boolean;
  /** The reader chose to leave what was typed behind. */
  onLeave?: () => void;
}

export function UnsavedGuard({ unsaved, onLeave }: UnsavedGuardProps) {
  const { t } = useTranslation("shared");
  const blocker = useBlocker({
    // Filters and tabs live in the search part of the same address: those may change.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && unsaved(),
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  return (
    <Modal
      opened={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      title={t("leave.title")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Text mb="lg">{t("leave.text")}</Text>
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            onLeave?.();
            blocker.proceed?.();
          }}
        >
          {t("leave.go")}
        </Button>
        <Button data-autofocus onClick={() => blocker.reset?.()}>
          {t("leave.stay")}
        </Button>
      </Group>
    </Modal>
  );
}
