/** A button that opens a dialog, most often with a form; what stands in it closes it. */
import { Button, Modal, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface DialogButtonProps extends Omit<ButtonProps, "children"> {
  /** On the button, and the dialog's title. */
  label: string;
  children: (close: () => void) => ReactNode;
}

export function DialogButton({ label, children, ...button }: DialogButtonProps) {
  const { t } = useTranslation("shared");
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button {...button} onClick={dialog.open}>
        {label}
      </Button>
      <Modal
        // A press beside a form would lose what is typed.
        closeOnClickOutside={false}
        opened={opened}
        onClose={dialog.close}
        title={label}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        {children(dialog.close)}
      </Modal>
    </>
  );
}
