/** One question on the way back from the network: is it posted? */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormProblem } from "@/shared/ui/form-problem";
import { useMarkPosted, type Share } from "../api";

export function IsItPosted({ share }: { share: Share }) {
  const { t } = useTranslation("content");
  const [later, setLater] = useState(false);
  const posted = useMarkPosted();
  if (later) return null;
  if (share.state === "posted" || posted.isSuccess) {
    return (
      <Text fw={600} role="status">
        {t("shared.posted")}
      </Text>
    );
  }
  return (
    <Stack gap="xs" align="center" role="group" aria-label={t("shared.isPosted")}>
      <Text fw={650}>{t("shared.isPosted")}</Text>
      {posted.error && <FormProblem error={posted.error} />}
      <Group gap="sm" justify="center">
        <Button variant="light" loading={posted.isPending} onClick={() => posted.mutate(share.id)}>
          {t("shared.yesPosted")}
        </Button>
        <Button variant="subtle" onClick={() => setLater(true)}>
          {t("shared.notYet")}
        </Button>
      </Group>
    </Stack>
  );
}
