/** A button that asks first, for what cannot be undone. Where undo exists, do it at once and use `useNotify().done(text, undo)`. */
import { Button, Group, Modal, Stack, Text, Textarea, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface ConfirmButtonProps extends Omit<ButtonProps, "onClick"> {
  children: ReactNode;
  title: string;
  text: ReactNode;
  /** The verb on the confirming button: "Suspend", never "OK". */
  confirm: string;
  /** Asks for a reason, which is required then. */
  reasonLabel?: string;
  danger?: boolean;
  /** The dialog closes when this resolves and stays open when it rejects. */
  onConfirm: (reason: string) => Promise<unknown>;
}

export function ConfirmButton({
  children,
  title,
  text,
  confirm,
  reasonLabel,
  danger,
  onConfirm,
  ...button
}: ConfirmButtonProps) {
  const { t } = useTranslation("shared");
  const [opened, dialog] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState("");

  async function go() {
    setBusy(true);
    try {
      await onConfirm(reason.trim());
      setReason("");
      dialog.close();
    } catch {
      // The caller has said what went wrong; the dialog stays with what was typed.
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button {...button} onClick={dialog.open}>
        {children}
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={title} closeButtonProps={{ "aria-label": t("close") }}>
        <Stack>
          <Text component="div">{text}</Text>
          {reasonLabel && (
            <Textarea
              label={reasonLabel}
              required
              autosize
              minRows={2}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus={(danger && !reasonLabel) || undefined} onClick={dialog.close}>
              {t("cancel")}
            </Button>
            <Button
              loading={busy}
              data-autofocus={(!danger && !reasonLabel) || undefined}
              color={danger ? "red.8" : undefined}
              disabled={Boolean(reasonLabel) && reason.trim() === ""}
              onClick={() => void go()}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
