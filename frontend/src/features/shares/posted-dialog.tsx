/** I posted it: where it stands, if I want to say. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { FormProblem } from "@/shared/ui/form-problem";
import { useNotify } from "@/shared/ui/use-notify";
import { useMarkPosted, type Share } from "./api";

interface PostedDialogProps {
  share: Share;
  opened: boolean;
  onClose: () => void;
}

export function PostedDialog({ share, opened, onClose }: PostedDialogProps) {
  const { t } = useTranslation("shares");
  const notify = useNotify();
  const [url, setUrl] = useState("");
  const posted = useMarkPosted();

  function save(event: FormEvent) {
    event.preventDefault();
    posted.mutate(
      { id: share.id, post_url: url.trim() || null },
      {
        onSuccess: () => {
          notify.done(t("posted.done"));
          onClose();
        },
      },
    );
  }

  return (
    <Modal opened={opened} onClose={onClose} title={t("posted.title")}>
      <form onSubmit={save}>
        <Stack gap="md">
          <Text size="sm">{t("posted.text")}</Text>
          <TextInput
            type="url"
            label={t("posted.url")}
            placeholder="https://"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          {posted.error && <FormProblem error={posted.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={posted.isPending}>
              {t("posted.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
