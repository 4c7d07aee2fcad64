/** The end of a form in a dialog: leave it, or send it. */
import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function FormEnd({ submit, busy, onCancel }: { submit: string; busy: boolean; onCancel: () => void }) {
  const { t } = useTranslation("shared");
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        {t("cancel")}
      </Button>
      <Button type="submit" loading={busy}>
        {submit}
      </Button>
    </Group>
  );
}
